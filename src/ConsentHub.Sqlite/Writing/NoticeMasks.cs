namespace ConsentHub.Sqlite.Writing;

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
