using ConsentHub.Identity;
using ConsentHub.Postgres.Database;
using Dapper;

namespace ConsentHub.Postgres;

/// <summary>Used tokens in PostgreSQL. Of two instances that use one token at the same time, the second waits for the first.</summary>
internal sealed class PostgresUsedTokenStore(PostgresConnections connections) : IUsedTokenStore
{
    // Two instances that forget the same tokens skip each other's, so neither waits.
    private const string Forget = "DELETE FROM used_token u USING (SELECT site, id FROM used_token WHERE until <= @now FOR UPDATE SKIP LOCKED) past WHERE u.site = past.site AND u.id = past.id";

    public Task<bool> UseAsync(int site, SubjectToken token, byte[] by, DateTimeOffset now) => connections.WriteAsync(async connection =>
    {
        var parameters = UsedTokenSql.Parameters(site, token, by, now);
        await connection.ExecuteAsync(Forget, parameters);
        await connection.ExecuteAsync(UsedTokenSql.Use, parameters);
        return (await connection.QuerySingleAsync<byte[]>(UsedTokenSql.FindUser, parameters)).AsSpan().SequenceEqual(by);
    });
}
