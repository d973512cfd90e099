using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Peers;

/// <summary>The plainest program that commits the same rows durably in groups: one writer, one prepared insert, one sync a batch.</summary>
/// <remarks>The same columns, keys and bytes as ConsentHub's, also a salt and a hash, but no check, no look-up, no tree, no count.</remarks>
internal sealed class PlainStore : IDisposable
{
    private const string Insert =
        """
        INSERT INTO consent VALUES ($site, $leaf, $id, $visitor, $recorded, $decided, 1, $granted, NULL, $salt, $lang, $region, $region, 0, $banner, 1, 0, 0, NULL, NULL, $hash)
        """;

    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SqliteConnection connection;
    private readonly Thread thread;

    public PlainStore(string folder)
    {
        Directory.CreateDirectory(folder);
        connection = new SqliteConnection($"Data Source={Path.Combine(folder, "plain.db")};Pooling=False");
        connection.Open();
        Execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 10000;
            CREATE TABLE IF NOT EXISTS consent (
                site INTEGER NOT NULL, leaf INTEGER NOT NULL, id BLOB NOT NULL, visitor BLOB NOT NULL, recorded_at INTEGER NOT NULL, decided_at INTEGER NOT NULL,
                notice INTEGER NOT NULL, granted INTEGER NOT NULL, services BLOB, salt BLOB NOT NULL, lang TEXT NOT NULL, region_shown TEXT NOT NULL,
                region_seen TEXT NOT NULL, model INTEGER NOT NULL, banner INTEGER NOT NULL, action INTEGER NOT NULL, source INTEGER NOT NULL, gpc INTEGER NOT NULL,
                previous BLOB, page TEXT, hash BLOB NOT NULL, PRIMARY KEY (site, leaf)) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX IF NOT EXISTS consent_id ON consent (id, site);
            CREATE INDEX IF NOT EXISTS consent_visitor ON consent (visitor, decided_at);
            """);
        thread = new Thread(Run) { IsBackground = true };
        thread.Start();
    }

    public async Task<Stored> AddAsync(string site, Choice choice)
    {
        var work = new Work(site, choice);
        await queue.Writer.WriteAsync(work);
        return await work.Done.Task;
    }

    public void Dispose()
    {
        queue.Writer.Complete();
        thread.Join();
        connection.Dispose();
    }

    private void Run()
    {
        var leaves = new Dictionary<string, long>(StringComparer.Ordinal);
        using var insert = connection.CreateCommand();
        insert.CommandText = Insert;
        foreach (var name in (string[])["$site", "$leaf", "$id", "$visitor", "$recorded", "$decided", "$granted", "$salt", "$lang", "$region", "$banner", "$hash"])
            insert.Parameters.Add(new SqliteParameter(name, DBNull.Value));

        var batch = new List<(Work Work, Stored Stored)>();
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            Execute("BEGIN IMMEDIATE");
            while (batch.Count < 512 && queue.Reader.TryRead(out var work))
                batch.Add((work, Store(insert, leaves, work)));

            Execute("COMMIT");
            foreach (var (work, stored) in batch)
                work.Done.SetResult(stored);

            batch.Clear();
        }
    }

    private static Stored Store(SqliteCommand insert, Dictionary<string, long> leaves, Work work)
    {
        var (site, choice) = (work.Site, work.Choice);
        var leaf = leaves[site] = leaves.GetValueOrDefault(site, -1) + 1;
        var now = TimeProvider.System.GetUtcNow();
        var visitor = SHA256.HashData(Encoding.ASCII.GetBytes(choice.VisitorId))[..16];
        var p = insert.Parameters;
        p[0].Value = int.Parse(site.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
        p[1].Value = leaf;
        p[2].Value = choice.Id.ToByteArray(bigEndian: true);
        p[3].Value = visitor;
        p[4].Value = now.ToUnixTimeMilliseconds();
        p[5].Value = now.ToUnixTimeMilliseconds() - choice.Elapsed;
        p[6].Value = 1L;
        p[7].Value = visitor;
        p[8].Value = choice.Lang;
        p[9].Value = choice.Region;
        p[10].Value = 1L;
        var hash = SHA256.HashData(visitor);
        p[11].Value = hash;
        insert.ExecuteNonQuery();
        return new Stored(
            choice.Id, Convert.ToBase64String(visitor), choice.Notice, choice.Choices, choice.Action, choice.Source, now, now, now, leaf, Convert.ToBase64String(hash),
            $"/v1/sites/{site}/consents/{choice.Id}/receipt");
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed record Work(string Site, Choice Choice)
    {
        public TaskCompletionSource<Stored> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
