import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, textOf } from '../check.js';
import { FormulaOperand } from '../generated/assay/fb/formula-operand.js';
import { FormulaQuery } from '../generated/assay/fb/formula-query.js';
import { aggregatesOf, encodeAggregate } from './aggregates.js';
import { isOperandName, parseExpression } from './expression.js';
import { encodeMatch, required } from './parts.js';

/** The operands' names, in the order in which the engine gets them. */
export const operandNames = (formula: { readonly of: object }): readonly string[] => Object.keys(formula.of);

export function encodeFormula(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['expression', 'of']);
  const of = required(source['of'], `${path}.of`);
  if (typeof of !== 'object' || of === null || Array.isArray(of)) throw invalid(`${path}.of`, 'must be an object');
  const names = operandNames({ of });
  if (names.length === 0 || names.length > 16) throw invalid(`${path}.of`, 'must hold 1 to 16 operands');
  const operands = names.map((name) => encodeOperand(fb, name, (of as Record<string, unknown>)[name], `${path}.of`));
  const expression = textOf(source['expression'], `${path}.expression`);
  const { code, numbers } = parseExpression(expression, names, `${path}.expression`);
  const operandsOffset = FormulaQuery.createOperandsVector(fb, operands);
  const program = FormulaQuery.createProgramVector(fb, code as number[]);
  const numbersOffset = numbers.length > 0 ? FormulaQuery.createNumbersVector(fb, numbers as number[]) : 0;
  FormulaQuery.startFormulaQuery(fb);
  FormulaQuery.addOperands(fb, operandsOffset);
  FormulaQuery.addProgram(fb, program);
  if (numbersOffset !== 0) FormulaQuery.addNumbers(fb, numbersOffset);
  return FormulaQuery.endFormulaQuery(fb);
}

function encodeOperand(fb: Builder, name: string, value: unknown, path: string): Offset {
  if (!isOperandName(name) || name === 'value') {
    throw invalid(path, `${JSON.stringify(name)} cannot be a name: letters, digits and _, no digit first, and not 'value'`);
  }
  const source = fieldsOf(value, `${path}.${name}`, ['event', 'where', 'aggregate', 'property', 'q']);
  const { event, where, aggregate = 'count' } = source;
  if (typeof aggregate !== 'string') throw invalid(`${path}.${name}.aggregate`, 'must be the name of one aggregate');
  const spec = aggregatesOf(source, `${path}.${name}`).map((one) => encodeAggregate(fb, one));
  const match = encodeMatch(fb, { ...(event !== undefined && { event }), ...(where !== undefined && { where }) }, `${path}.${name}`);
  FormulaOperand.startFormulaOperand(fb);
  FormulaOperand.addMatch(fb, match);
  FormulaOperand.addAggregate(fb, spec[0] as Offset);
  return FormulaOperand.endFormulaOperand(fb);
}
