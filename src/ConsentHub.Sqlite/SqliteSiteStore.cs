using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Publishing;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Duties;
using ConsentHub.Sqlite.Writing;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite;

/// <summary>Sites and notices in SQLite.</summary>
internal sealed class SqliteSiteStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : ISiteStore
{
    private const string NoticeColumns =
        "site AS Site, version AS Version, published_at AS PublishedAt, valid_since AS ValidSince, digest AS Digest, content AS Content, changes AS Changes";

    private const string NumberColumns = "site AS Site, kind AS Kind, id AS Id, i.number AS Number";

    public async Task<IReadOnlyList<StoredSite>> LoadAsync(long after, CancellationToken ct)
    {
        using var lease = readers.Rent();
        // Reads sites first, then notices, then numbers. So each site that was read has its notice and its numbers, even if a publication commits between two of these reads.
        var sites = (await lease.Connection.QueryAsync<SiteRow>(
            Command("SELECT number, key, managed_by AS ManagedBy, origins, changed FROM site WHERE changed > @after ORDER BY key", new { after }, ct))).ToList();
        var latest = (await lease.Connection.QueryAsync<NoticeRow>(Command(
            $"""
            SELECT {NoticeColumns} FROM site s JOIN notice n ON n.site = s.number AND n.version = (SELECT max(version) FROM notice WHERE site = s.number)
            WHERE s.changed > @after
            """, new { after }, ct))).ToDictionary(n => n.Site);
        var numbers = (await lease.Connection.QueryAsync<NumberRow>(
            Command($"SELECT {NumberColumns} FROM site s JOIN item_number i ON i.site = s.number WHERE s.changed > @after", new { after }, ct))).ToLookup(n => n.Site);
        var announced = (await lease.Connection.QueryAsync<AnnouncementRow>(Command(AnnouncementRow.SelectChanged, new { after }, ct))).ToDictionary(a => a.Site);
        return [.. sites.Select(s => ToSite(s, numbers[s.Number], latest[s.Number], announced.GetValueOrDefault(s.Number)))];
    }

    public async Task<IReadOnlyList<string>> FindByContentAsync(string text, long after, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return [.. await lease.Connection.QueryAsync<string>(Command(
            """
            SELECT s.key FROM site s JOIN notice n ON n.site = s.number WHERE s.changed > @after AND instr(n.content, CAST(@text AS BLOB)) > 0
            UNION SELECT s.key FROM site s JOIN announced a ON a.site = s.number WHERE s.changed > @after AND instr(a.content, CAST(@text AS BLOB)) > 0
            """,
            new { text, after }, ct))];
    }

    public async Task<StoredSite?> FindAsync(string key, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var row = await lease.Connection.QuerySingleOrDefaultAsync<SiteRow>(
            Command("SELECT number, key, managed_by AS ManagedBy, origins, changed FROM site WHERE key = @key", new { key }, ct));
        return row is null ? null : await ReadSiteAsync(lease.Connection, row, ct);
    }

    public async Task<IReadOnlyList<StoredNotice>> NoticesAsync(int site, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var rows = await lease.Connection.QueryAsync<NoticeRow>(
            Command($"SELECT {NoticeColumns} FROM notice WHERE site = @site ORDER BY version", new { site }, ct));
        return [.. rows.Select(r => r.ToNotice())];
    }

    public async Task<StoredNotice?> FindNoticeAsync(int site, int version, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var row = await lease.Connection.QuerySingleOrDefaultAsync<NoticeRow>(
            Command($"SELECT {NoticeColumns} FROM notice WHERE site = @site AND version = @version", new { site, version }, ct));
        return row?.ToNotice();
    }

    public async Task<byte[]?> FindTextAsync(int site, int version, string lang, int rule, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<byte[]?>(Command(
            "SELECT body FROM notice_text WHERE site = @site AND version = @version AND lang = @lang AND rule = @rule",
            new { site, version, lang, rule }, ct));
    }

    public async Task<long> StampAsync(CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<long>(Command("SELECT coalesce(max(changed), 0) FROM site", null, ct));
    }

    public Task<bool> PublishAsync(SiteChange change, PublicationEntry entry) => writer.RunAsync(session => Publish(session, change, entry, time.GetUtcNow()));

    public Task SaveDraftAsync(string key, byte[] body) => writer.RunAsync(session => session.Connection.Execute(
        "INSERT INTO draft (site_key, body, saved_at) VALUES (@key, @body, @now) ON CONFLICT DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
        new { key, body, now = time.GetUtcNow().ToUnixTimeMilliseconds() }, session.Transaction));

    public async Task<byte[]?> FindDraftAsync(string key, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return await lease.Connection.ExecuteScalarAsync<byte[]?>(Command("SELECT body FROM draft WHERE site_key = @key", new { key }, ct));
    }

    public Task DeleteDraftAsync(string key) => writer.RunAsync(session =>
        session.Connection.Execute("DELETE FROM draft WHERE site_key = @key", new { key }, session.Transaction));

    private static bool Publish(SqliteWriteSession session, SiteChange change, PublicationEntry entry, DateTimeOffset now)
    {
        var connection = session.Connection;
        if (!AnnouncementRow.IsExpected(change, connection.QuerySingleOrDefault<CurrentSite>(AnnouncementRow.Current, new { change.Key }, session.Transaction)))
            return false;

        var site = connection.ExecuteScalar<long>(
            """
            INSERT INTO site (key, managed_by, origins, changed) VALUES (@Key, @managedBy, @origins, (SELECT coalesce(max(changed), 0) + 1 FROM site))
            ON CONFLICT (key) DO UPDATE SET managed_by = excluded.managed_by, origins = excluded.origins, changed = excluded.changed
            RETURNING number
            """,
            new { change.Key, managedBy = WireNames<ManagedBy>.Of(change.ManagedBy), origins = TextList.Write(change.Origins) }, session.Transaction);

        InsertNumbers(session, site, "category", change.Numbers.Categories);
        InsertNumbers(session, site, "service", change.Numbers.Services);
        if (change.Notice is { } added)
            InsertNotice(session, site, added);

        connection.Execute(AnnouncementRow.Delete, new { site }, session.Transaction);
        if (change.Announced is { } announced)
            connection.Execute(AnnouncementRow.Insert, new { site, from = announced.EffectiveFrom.ToUnixTimeMilliseconds(), at = announced.AnnouncedAt.ToUnixTimeMilliseconds(), announced.Content }, session.Transaction);

        if (change.Withdrawn is { } version)
            connection.Execute(NoticeDuty.Withdraw, new { site, occasion = version.ToString(CultureInfo.InvariantCulture) }, session.Transaction);
        if (change.Tell is { } tell)
            SqliteDutyRow.Add(session, (int)site, DutyRules.Of(tell));

        connection.Execute(CheckpointHead.Insert, new CheckpointSealer(entry.Sealer.Sign).Begin((int)site), session.Transaction);
        var detail = Seal(session, site, change).After(entry.Detail);
        SqliteAuditStore.Append(session, new AuditDraft(entry.By, AuditActions.SitePublish, change.Key, detail), entry.Sealer, now);
        return true;
    }

    /// <summary>Computes the publication's seal from the rows as they are stored now.</summary>
    private static PublicationSeal Seal(SqliteWriteSession session, long site, SiteChange change)
    {
        var (connection, transaction) = (session.Connection, session.Transaction);
        string? notice = null;
        if (change.Notice?.Notice.Version is { } version)
            notice = PublicationSeal.OfNotice(
                change.Key, connection.QuerySingle<SealedNoticeRow>(SiteSql.Notice, new { site, version }, transaction),
                connection.Query<NoticeTextRow>(SiteSql.Texts, new { site, version }, transaction));

        return new PublicationSeal(
            notice, PublicationSeal.OfSettings(
                connection.QuerySingle<SealedSiteRow>(SiteSql.Site, new { site }, transaction), connection.Query<ItemNumberRow>(SiteSql.Numbers, new { site }, transaction)));
    }

    private static void InsertNumbers(SqliteWriteSession session, long site, string kind, IReadOnlyDictionary<string, int> numbers) =>
        session.Connection.Execute(
            "INSERT INTO item_number (site, kind, id, number) VALUES (@site, @kind, @id, @number) ON CONFLICT (site, kind, id) DO NOTHING",
            numbers.Select(n => new { site, kind, id = n.Key, number = n.Value }), session.Transaction);

    private static void InsertNotice(SqliteWriteSession session, long site, NewNotice added)
    {
        session.Connection.Execute(
            """
            INSERT INTO notice (site, version, published_at, valid_since, digest, asked, required, content, changes)
            VALUES (@site, @Version, @publishedAt, @ValidSince, @Digest, @asked, @required, @Content, @changes)
            """,
            new
            {
                site,
                added.Notice.Version,
                publishedAt = added.Notice.PublishedAt.ToUnixTimeMilliseconds(),
                added.Notice.ValidSince,
                added.Notice.Digest,
                asked = unchecked((long)added.Asked),
                required = unchecked((long)added.Required),
                added.Notice.Content,
                changes = NoticeChangeJson.Write(added.Notice.Changes),
            },
            session.Transaction);
        session.Connection.Execute(
            "INSERT INTO notice_text (site, version, lang, rule, body) VALUES (@site, @Version, @Lang, @Rule, @Body)",
            added.Texts.Select(t => new { site, added.Notice.Version, t.Lang, t.Rule, t.Body }), session.Transaction);
    }

    private static async Task<StoredSite> ReadSiteAsync(SqliteConnection connection, SiteRow row, CancellationToken ct)
    {
        var numbers = await connection.QueryAsync<NumberRow>(Command($"SELECT {NumberColumns} FROM item_number i WHERE site = @Number", new { row.Number }, ct));
        var latest = await connection.QuerySingleAsync<NoticeRow>(
            Command($"SELECT {NoticeColumns} FROM notice WHERE site = @Number ORDER BY version DESC LIMIT 1", new { row.Number }, ct));
        var announced = await connection.QuerySingleOrDefaultAsync<AnnouncementRow>(Command(AnnouncementRow.Select, new { row.Number }, ct));
        return ToSite(row, numbers, latest, announced);
    }

    private static StoredSite ToSite(SiteRow row, IEnumerable<NumberRow> numbers, NoticeRow latest, AnnouncementRow? announced)
    {
        _ = WireNames<ManagedBy>.TryParse(row.ManagedBy, out var managedBy);
        return new StoredSite(
            (int)row.Number, row.Key, managedBy, TextList.Read(row.Origins), row.Changed,
            new ItemNumbers(Of("category"), Of("service")), latest.ToNotice(), announced?.ToAnnouncement());

        Dictionary<string, int> Of(string kind) => numbers.Where(n => n.Kind == kind).ToDictionary(n => n.Id, n => (int)n.Number, StringComparer.Ordinal);
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);

    private sealed record SiteRow(long Number, string Key, string ManagedBy, string Origins, long Changed);

    private sealed record NumberRow(long Site, string Kind, string Id, long Number);

    private sealed record NoticeRow(long Site, long Version, long PublishedAt, long ValidSince, byte[] Digest, byte[] Content, string Changes)
    {
        public StoredNotice ToNotice() => new(
            (int)Version, DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt), (int)ValidSince, Digest, Content,
            NoticeChangeJson.Read(Changes));
    }
}
