using ConsentHub.Identity;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite;

/// <summary>Used tokens in SQLite.</summary>
internal sealed class SqliteUsedTokenStore(SqliteWriter writer) : IUsedTokenStore
{
    private const string Forget = "DELETE FROM used_token WHERE until <= @now";

    public Task<bool> UseAsync(int site, SubjectToken token, byte[] by, DateTimeOffset now) => writer.RunAsync(session =>
    {
        var parameters = UsedTokenSql.Parameters(site, token, by, now);
        session.Connection.Execute(Forget, parameters, session.Transaction);
        session.Connection.Execute(UsedTokenSql.Use, parameters, session.Transaction);
        return session.Connection.QuerySingle<byte[]>(UsedTokenSql.FindUser, parameters, session.Transaction).AsSpan().SequenceEqual(by);
    });
}
