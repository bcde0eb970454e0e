// Tests compare what programs print: without colours, wherever they run.
delete process.env['FORCE_COLOR'];
process.env['NO_COLOR'] = '1';
