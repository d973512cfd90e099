namespace ConsentHub.Sqlite.Writing;

/// <summary>Reads the category bit masks of a notice version.</summary>
internal static class NoticeMasks
{
    /// <summary>The optional categories that this notice version asked about.</summary>
    public static ulong Optional(SqliteWriteSession session, int site, int version)
    {
        var command = session.Prepare("SELECT asked & ~required FROM notice WHERE site = $site AND version = $version");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$version", version);
        return unchecked((ulong)(long)(command.ExecuteScalar() ?? throw new InvalidOperationException($"Notice {version} of site {site} is not in the database.")));
    }
}
