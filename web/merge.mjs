// Merges operations into one: equal fields become one, variables are united; what contradicts is an error.
import { Kind, TypeInfo, print, visit, visitWithTypeInfo } from "graphql";

/** The document of one query, called `name`, that asks all that the widgets' documents ask. */
export function merge(schema, name, widgets) {
  const variables = new Map();
  const selections = [];
  for (const { name: widget, document } of widgets) {
    const inlined = inlineFragments(schema, document);
    if (inlined.operation !== "query") throw new Error(`${widget} is no query`);
    for (const each of inlined.variableDefinitions ?? []) unite(variables, each, widget);
    selections.push(...inlined.selectionSet.selections);
  }
  const operation = {
    kind: Kind.OPERATION_DEFINITION,
    operation: "query",
    name: { kind: Kind.NAME, value: name },
    variableDefinitions: [...variables.values()],
    selectionSet: mergeSelections(selections),
  };
  return { kind: Kind.DOCUMENT, definitions: [operation] };
}

function unite(variables, definition, widget) {
  const name = definition.variable.name.value;
  const known = variables.get(name);
  if (known && print(known) !== print(definition))
    throw new Error(`${widget} declares ${print(definition)}, another widget ${print(known)}`);
  variables.set(name, definition);
}

/** The operation with fragments in place: without a condition where the place is of their type already. */
function inlineFragments(schema, document) {
  const fragments = new Map(document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION).map((each) => [each.name.value, each]));
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION);
  const spread = visit(operation, {
    FragmentSpread(node) {
      const { typeCondition, selectionSet } = fragments.get(node.name.value);
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives: node.directives, selectionSet };
    },
  });
  const types = new TypeInfo(schema);
  return visit(spread, visitWithTypeInfo(types, {
    SelectionSet(node) {
      const parent = types.getParentType()?.name;
      const flatten = (selections) => selections.flatMap((each) =>
        each.kind === Kind.INLINE_FRAGMENT && !each.directives?.length && (!each.typeCondition || each.typeCondition.name.value === parent)
          ? flatten(each.selectionSet.selections) : [each]);
      return { ...node, selections: flatten(node.selections) };
    },
  }));
}

function keyOf(selection) {
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return `... ${selection.typeCondition?.name.value ?? ""} ${(selection.directives ?? []).map(print).join(" ")}`;
  return (selection.alias ?? selection.name).value;
}

function mergeSelections(selections) {
  const merged = new Map();
  for (const each of selections) {
    const key = keyOf(each), known = merged.get(key);
    merged.set(key, known ? mergeTwo(known, each) : each);
  }
  return {
    kind: Kind.SELECTION_SET,
    selections: [...merged.values()].map((each) =>
      each.selectionSet ? { ...each, selectionSet: mergeSelections(each.selectionSet.selections) } : each),
  };
}

function mergeTwo(one, other) {
  const bare = (node) => print({ ...node, selectionSet: undefined });
  if (one.kind === Kind.FIELD && bare(one) !== bare(other))
    throw new Error(`${bare(one)} and ${bare(other)} would be one field; give one of them an alias`);
  if (!one.selectionSet) return one;
  return { ...one, selectionSet: { ...one.selectionSet, selections: [...one.selectionSet.selections, ...other.selectionSet.selections] } };
}
