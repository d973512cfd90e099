using ConsentHub.Postgres.Database;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>The lock for transactions that add entries to one site's log and are no batch of choices. They take it before every other lock but a retention mark.</summary>
internal static class HeadLock
{
    /// <summary>Locks the head of the site's log until the transaction ends, and reads the end of the log.</summary>
    public static async Task<SiteHead> TakeAsync(NpgsqlConnection connection, int site)
    {
        await using var command = connection.Command("SELECT key, next_leaf FROM site WHERE number = $1 FOR NO KEY UPDATE", Parameters.Of(site));
        SiteHead head;
        await using (var row = await command.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync())
                throw new InvalidOperationException($"Site number {site} is not in the database.");

            head = new SiteHead(site, row.GetString(0), row.GetInt64(1));
        }

        await using var tail = connection.Command("SELECT level, hashes FROM ledger_tail WHERE site = $1 ORDER BY level, first", Parameters.Of(site));
        await using var hashes = await tail.ExecuteReaderAsync();
        while (await hashes.ReadAsync())
            head.AddTail(hashes.GetInt32(0), hashes.GetFieldValue<byte[]>(1));

        return head;
    }
}
