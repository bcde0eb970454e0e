import { Node, type CallExpression, type Expression } from 'ts-morph';

/**
 * An option of a call: a property of an object literal among its arguments (nested ones last), an element of an array
 * literal, or the argument whose parameter has that name.
 */
export function findOption(call: CallExpression, option: string, part: 'name' | 'value'): Node | undefined {
  const literals = (call.getArguments() as Expression[]).map(literal);
  for (const argument of literals) {
    const found = memberOf(argument, option, part);
    if (found) return found;
  }
  return argumentOf(call, option) ?? firstOf(literals, (argument) => nested(argument, option, part));
}

function memberOf(value: Node, option: string, part: 'name' | 'value'): Node | undefined {
  if (Node.isArrayLiteralExpression(value)) return value.getElements()[Number(option)];
  if (!Node.isObjectLiteralExpression(value)) return undefined;
  for (const property of value.getProperties()) {
    if (Node.isSpreadAssignment(property)) continue;
    const name = property.getNameNode();
    if ((Node.isStringLiteral(name) ? name.getLiteralValue() : name.getText()) !== option) continue;
    return (part === 'value' && Node.isPropertyAssignment(property) ? property.getInitializer() : undefined) ?? name;
  }
  return undefined;
}

function nested(value: Node, option: string, part: 'name' | 'value'): Node | undefined {
  if (!Node.isObjectLiteralExpression(value)) return undefined;
  return firstOf(value.getProperties(), (property) => {
    const initializer = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
    const inner = initializer && literal(initializer);
    return inner && (memberOf(inner, option, part) ?? nested(inner, option, part));
  });
}

function argumentOf(call: CallExpression, option: string): Node | undefined {
  const signature = call.getProject().getTypeChecker().getResolvedSignature(call);
  const index = signature?.getParameters().findIndex((parameter) => parameter.getName() === option) ?? -1;
  return call.getArguments()[index];
}

/** Without parentheses, `as` and `satisfies`; a constant's initialiser in place of its name. */
function literal(expression: Expression): Expression {
  if (
    Node.isParenthesizedExpression(expression) ||
    Node.isAsExpression(expression) ||
    Node.isSatisfiesExpression(expression)
  ) {
    return literal(expression.getExpression());
  }
  const declaration = Node.isIdentifier(expression) ? expression.getSymbol()?.getValueDeclaration() : undefined;
  const initializer = Node.isVariableDeclaration(declaration) ? declaration.getInitializer() : undefined;
  return initializer && !Node.isIdentifier(initializer) ? literal(initializer) : expression;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
