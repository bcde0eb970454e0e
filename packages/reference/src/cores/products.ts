/** Rows lie one after the other, each `columns` long. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** One of `count` equal parts of a tensor, as rows of so many columns; it shares the tensor's memory. */
export function part(data: Float64Array, index: number, count: number, columns: number): Matrix {
  const elements = data.length / count;
  return { data: data.subarray(index * elements, (index + 1) * elements), rows: elements / columns, columns };
}

/**
 * c += a·b, two rows and four columns of a at a time: what is read from b then serves eight products.
 *
 * @param a rows × k
 * @param b k × columns
 * @param c rows × columns
 */
export function addProduct(
  { data: a, rows, columns: k }: Matrix,
  { data: b, columns: n }: Matrix,
  { data: c }: Matrix,
): void {
  const addOne = (row: number, i: number): void => {
    const weight = a[row * k + i]!;
    for (let x = 0; x < n; x++) c[row * n + x]! += weight * b[i * n + x]!;
  };
  const [evenRows, fourths] = [rows - (rows % 2), k - (k % 4)];
  for (let i = 0; i < fourths; i += 4) {
    for (let row = 0; row < evenRows; row += 2) addBlock(a, row * k + i, k, b, i * n, n, c, row * n);
    for (let row = evenRows; row < rows; row++) for (let each = i; each < i + 4; each++) addOne(row, each);
  }
  for (let i = fourths; i < k; i++) for (let row = 0; row < rows; row++) addOne(row, i);
}

function addBlock(
  a: Float64Array,
  atA: number,
  k: number,
  b: Float64Array,
  atB: number,
  n: number,
  c: Float64Array,
  atC: number,
): void {
  const u0 = a[atA]!,
    u1 = a[atA + 1]!,
    u2 = a[atA + 2]!,
    u3 = a[atA + 3]!;
  const v0 = a[atA + k]!,
    v1 = a[atA + k + 1]!,
    v2 = a[atA + k + 2]!,
    v3 = a[atA + k + 3]!;
  for (let x = 0; x < n; x++) {
    const b0 = b[atB + x]!,
      b1 = b[atB + n + x]!,
      b2 = b[atB + 2 * n + x]!,
      b3 = b[atB + 3 * n + x]!;
    c[atC + x]! += u0 * b0 + u1 * b1 + u2 * b2 + u3 * b3;
    c[atC + n + x]! += v0 * b0 + v1 * b1 + v2 * b2 + v3 * b3;
  }
}

/**
 * c += a·bᵀ, two rows of a and four of b at a time.
 *
 * @param a rows × k
 * @param b columns × k
 * @param c rows × columns
 */
export function addProductTransposed(
  { data: a, rows, columns: k }: Matrix,
  { data: b, rows: n }: Matrix,
  { data: c }: Matrix,
): void {
  const addOne = (row: number, column: number): void => {
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[row * k + i]! * b[column * k + i]!;
    c[row * n + column]! += sum;
  };
  const [evenRows, fourths] = [rows - (rows % 2), n - (n % 4)];
  for (let column = 0; column < fourths; column += 4) {
    for (let row = 0; row < evenRows; row += 2) addDotProducts(a, row * k, k, b, column * k, c, row * n + column, n);
    for (let row = evenRows; row < rows; row++) for (let each = column; each < column + 4; each++) addOne(row, each);
  }
  for (let column = fourths; column < n; column++) for (let row = 0; row < rows; row++) addOne(row, column);
}

function addDotProducts(
  a: Float64Array,
  atA: number,
  k: number,
  b: Float64Array,
  atB: number,
  c: Float64Array,
  atC: number,
  n: number,
): void {
  let u0 = 0,
    u1 = 0,
    u2 = 0,
    u3 = 0,
    v0 = 0,
    v1 = 0,
    v2 = 0,
    v3 = 0;
  for (let i = 0; i < k; i++) {
    const u = a[atA + i]!,
      v = a[atA + k + i]!;
    const b0 = b[atB + i]!,
      b1 = b[atB + k + i]!,
      b2 = b[atB + 2 * k + i]!,
      b3 = b[atB + 3 * k + i]!;
    u0 += u * b0;
    u1 += u * b1;
    u2 += u * b2;
    u3 += u * b3;
    v0 += v * b0;
    v1 += v * b1;
    v2 += v * b2;
    v3 += v * b3;
  }
  [u0, u1, u2, u3].forEach((sum, column) => {
    c[atC + column]! += sum;
  });
  [v0, v1, v2, v3].forEach((sum, column) => {
    c[atC + n + column]! += sum;
  });
}

export function transposed({ data, rows, columns }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) result[column * rows + row] = data[row * columns + column]!;
  return { data: result, rows: columns, columns: rows };
}
