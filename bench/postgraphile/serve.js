// Serves the schema `bench` of the database that the PG... variables name, set as PostGraphile's own advice for production says.
const http = require("http");
const { postgraphile } = require("postgraphile");

const database = { host: process.env.PGHOST, user: process.env.PGUSER, database: process.env.PGDATABASE };
const answer = postgraphile(database, "bench", {
  graphqlRoute: "/graphql",
  graphiql: false,
  disableQueryLog: true,
  disableDefaultMutations: true,
  dynamicJson: true,
  legacyRelations: "omit",
  retryOnInitFail: false,
  graphileBuildOptions: { orderByNullsLast: true },
});
const server = http.createServer(answer);
server.listen(0, "127.0.0.1", () => console.log(`serving http://127.0.0.1:${server.address().port}/graphql`));
