using ConsentHub.Analysis;

namespace ConsentHub.Storage.Sqlite;

/// <summary>The end of a site's log, read and moved inside the transaction, so that a second process on the same file is safe.</summary>
internal static class SqliteLedgerHead
{
    /// <summary>Takes the next position, and notes it in the index of hours.</summary>
    public static long Take(SqliteWriteSession session, int site, DateTimeOffset now)
    {
        var head = session.Prepare("UPDATE site SET next_leaf = next_leaf + 1 WHERE number = $site RETURNING next_leaf - 1");
        head.Parameters.AddWithValue("$site", site);
        var leaf = (long)(head.ExecuteScalar() ?? throw new InvalidOperationException($"Site number {site} is not in the database."));

        var hour = session.Prepare(
            """
            INSERT INTO log_hour (site, hour, first, last) VALUES ($site, $hour, $leaf, $leaf)
            ON CONFLICT DO UPDATE SET last = excluded.last
            """);
        hour.Parameters.AddWithValue("$site", site);
        hour.Parameters.AddWithValue("$hour", RollupCells.HourOf(now));
        hour.Parameters.AddWithValue("$leaf", leaf);
        hour.ExecuteNonQuery();
        return leaf;
    }
}

/// <summary>What a notice version asked, as bit masks.</summary>
internal static class NoticeMasks
{
    /// <summary>The categories that a visitor decides on, in the version a record names.</summary>
    public static ulong Optional(SqliteWriteSession session, int site, int version)
    {
        var command = session.Prepare("SELECT asked & ~required FROM notice WHERE site = $site AND version = $version");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$version", version);
        return unchecked((ulong)(long)(command.ExecuteScalar() ?? throw new InvalidOperationException($"Notice {version} of site {site} is not in the database.")));
    }
}
