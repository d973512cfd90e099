using ConsentHub.Keys;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Writing;
using Dapper;

namespace ConsentHub.Sqlite;

/// <summary>The hub's keys in SQLite.</summary>
internal sealed class SqliteHubKeyStore(SqliteWriter writer, SqliteReaders readers) : IHubKeyStore
{
    public async Task<IReadOnlyList<HubKey>> ListAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        return [.. await lease.Connection.QueryAsync<HubKey>(new CommandDefinition(HubKey.Select, cancellationToken: ct))];
    }

    public Task AddAsync(Func<IReadOnlyList<HubKey>, bool, IReadOnlyList<HubKey>> make) => writer.RunAsync(session =>
    {
        var known = session.Connection.Query<HubKey>(HubKey.Select, transaction: session.Transaction).AsList();
        var inUse = session.Connection.ExecuteScalar<bool>(HubKey.InUse, transaction: session.Transaction);
        return session.Connection.Execute(HubKey.Insert, make(known, inUse), session.Transaction);
    });

    public Task RewrapAsync(long number, byte[] wrapped) =>
        writer.RunAsync(session => session.Connection.Execute(HubKey.Rewrap, new { number, wrapped }, session.Transaction));
}
