using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Duties;
using ConsentHub.Postgres.Writing;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Publishing;
using Dapper;
using Npgsql;

namespace ConsentHub.Postgres;

/// <summary>Sites and notices in PostgreSQL.</summary>
internal sealed class PostgresSiteStore(PostgresConnections connections, TimeProvider time) : ISiteStore
{
    private const string NoticeColumns =
        "site AS Site, version AS Version, published_at AS PublishedAt, valid_since AS ValidSince, digest AS Digest, content AS Content, changes AS Changes";

    private const string NumberColumns = "site AS Site, kind AS Kind, id AS Id, number AS Number";

    public Task<IReadOnlyList<StoredSite>> LoadAsync(long after, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        // Reads sites first, then notices, then numbers. So each site that was read has its notice and its numbers, even if a publication commits between two of these reads.
        var sites = (await connection.QueryAsync<SiteRow>(
            Command("SELECT number, key, managed_by AS ManagedBy, origins, changed FROM site WHERE changed > @after ORDER BY key", new { after }, ct))).ToList();
        var latest = (await connection.QueryAsync<NoticeRow>(Command(
            $"""
            SELECT DISTINCT ON (site) {NoticeColumns} FROM notice
            WHERE site IN (SELECT number FROM site WHERE changed > @after) ORDER BY site, version DESC
            """, new { after }, ct))).ToDictionary(n => n.Site);
        var numbers = (await connection.QueryAsync<NumberRow>(Command(
            $"SELECT {NumberColumns} FROM item_number WHERE site IN (SELECT number FROM site WHERE changed > @after)", new { after }, ct))).ToLookup(n => n.Site);
        var announced = (await connection.QueryAsync<AnnouncementRow>(Command(AnnouncementRow.SelectChanged, new { after }, ct))).ToDictionary(a => a.Site);
        return (IReadOnlyList<StoredSite>)[.. sites.Select(s => ToSite(s, numbers[s.Number], latest[s.Number], announced.GetValueOrDefault(s.Number)))];
    }, ct);

    public Task<IReadOnlyList<string>> FindByContentAsync(string text, long after, CancellationToken ct) => connections.ReadAsync(async connection =>
        (IReadOnlyList<string>)[.. await connection.QueryAsync<string>(Command(
            """
            SELECT s.key FROM site s JOIN notice n ON n.site = s.number WHERE s.changed > @after AND position(convert_to(@text, 'UTF8') IN n.content) > 0
            UNION SELECT s.key FROM site s JOIN announced a ON a.site = s.number WHERE s.changed > @after AND position(convert_to(@text, 'UTF8') IN a.content) > 0
            """,
            new { text, after }, ct))], ct);

    public Task<StoredSite?> FindAsync(string key, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var row = await connection.QuerySingleOrDefaultAsync<SiteRow>(
            Command("SELECT number, key, managed_by AS ManagedBy, origins, changed FROM site WHERE key = @key", new { key }, ct));
        return row is null ? null : await ReadSiteAsync(connection, row, ct);
    }, ct);

    public Task<IReadOnlyList<StoredNotice>> NoticesAsync(int site, CancellationToken ct) => connections.ReadAsync(async connection =>
    {
        var rows = await connection.QueryAsync<NoticeRow>(Command($"SELECT {NoticeColumns} FROM notice WHERE site = @site ORDER BY version", new { site }, ct));
        return (IReadOnlyList<StoredNotice>)[.. rows.Select(r => r.ToNotice())];
    }, ct);

    public Task<StoredNotice?> FindNoticeAsync(int site, int version, CancellationToken ct) => connections.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<NoticeRow>(
            Command($"SELECT {NoticeColumns} FROM notice WHERE site = @site AND version = @version", new { site, version }, ct)))?.ToNotice(), ct);

    public Task<byte[]?> FindTextAsync(int site, int version, string lang, int rule, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.ExecuteScalarAsync<byte[]?>(Command(
            "SELECT body FROM notice_text WHERE site = @site AND version = @version AND lang = @lang AND rule = @rule", new { site, version, lang, rule }, ct)), ct);

    public Task<long> StampAsync(CancellationToken ct) => connections.ReadAsync(connection =>
        connection.ExecuteScalarAsync<long>(Command("SELECT coalesce(max(changed), 0) FROM site", null, ct)), ct);

    public Task<bool> PublishAsync(SiteChange change, PublicationEntry entry) =>
        connections.WriteAsync(connection => PublishAsync(connection, change, entry, time.GetUtcNow()));

    public Task SaveDraftAsync(string key, byte[] body) => connections.WriteAsync(connection => connection.ExecuteAsync(
        "INSERT INTO draft (site_key, body, saved_at) VALUES (@key, @body, @now) ON CONFLICT (site_key) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at",
        new { key, body, now = time.GetUtcNow().ToUnixTimeMilliseconds() }));

    public Task<byte[]?> FindDraftAsync(string key, CancellationToken ct) => connections.ReadAsync(connection =>
        connection.ExecuteScalarAsync<byte[]?>(Command("SELECT body FROM draft WHERE site_key = @key", new { key }, ct)), ct);

    public Task DeleteDraftAsync(string key) => connections.WriteAsync(connection => connection.ExecuteAsync("DELETE FROM draft WHERE site_key = @key", new { key }));

    private static async Task<bool> PublishAsync(NpgsqlConnection connection, SiteChange change, PublicationEntry entry, DateTimeOffset now)
    {
        // Publications are rare and run one at a time; choices do not wait for them.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", new { key = AdvisoryLocks.Publishing });
        if (!AnnouncementRow.IsExpected(change, await connection.QuerySingleOrDefaultAsync<CurrentSite>(AnnouncementRow.Current, new { change.Key })))
            return false;

        var site = await connection.ExecuteScalarAsync<int>(
            """
            INSERT INTO site (key, managed_by, origins, changed) VALUES (@Key, @managedBy, @origins, (SELECT coalesce(max(changed), 0) + 1 FROM site))
            ON CONFLICT (key) DO UPDATE SET managed_by = excluded.managed_by, origins = excluded.origins, changed = excluded.changed
            RETURNING number
            """,
            new { change.Key, managedBy = WireNames<ManagedBy>.Of(change.ManagedBy), origins = TextList.Write(change.Origins) });
        await connection.ExecuteAsync("INSERT INTO rollup_mark (site, counted) VALUES (@site, 0) ON CONFLICT (site) DO NOTHING", new { site });
        await InsertNumbersAsync(connection, site, "category", change.Numbers.Categories);
        await InsertNumbersAsync(connection, site, "service", change.Numbers.Services);
        if (change.Notice is { } added)
            await InsertNoticeAsync(connection, site, added);

        await connection.ExecuteAsync(AnnouncementRow.Delete, new { site });
        if (change.Announced is { } announced)
            await connection.ExecuteAsync(AnnouncementRow.Insert, new { site, from = announced.EffectiveFrom.ToUnixTimeMilliseconds(), at = announced.AnnouncedAt.ToUnixTimeMilliseconds(), announced.Content });

        if (change.Withdrawn is { } version)
            await connection.ExecuteAsync(NoticeDuty.Withdraw, new { site, occasion = version.ToString(CultureInfo.InvariantCulture) });
        if (change.Tell is { } tell)
            await DutyInsert.AddAsync(connection, site, DutyRules.Of(tell));

        await connection.ExecuteAsync(CheckpointHead.Insert, new CheckpointSealer(entry.Sealer.Sign).Begin(site));
        var detail = (await SealAsync(connection, site, change)).After(entry.Detail);
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(entry.By, AuditActions.SitePublish, change.Key, detail), entry.Sealer, now);
        return true;
    }

    /// <summary>Computes the publication's seal from the rows as they are stored now.</summary>
    private static async Task<PublicationSeal> SealAsync(NpgsqlConnection connection, int site, SiteChange change)
    {
        string? notice = null;
        if (change.Notice?.Notice.Version is { } version)
            notice = PublicationSeal.OfNotice(
                change.Key, await connection.QuerySingleAsync<SealedNoticeRow>(SiteSql.Notice, new { site, version }),
                await connection.QueryAsync<NoticeTextRow>(SiteSql.Texts, new { site, version }));

        return new PublicationSeal(
            notice, PublicationSeal.OfSettings(
                await connection.QuerySingleAsync<SealedSiteRow>(SiteSql.Site, new { site }), await connection.QueryAsync<ItemNumberRow>(SiteSql.Numbers, new { site })));
    }

    private static Task<int> InsertNumbersAsync(NpgsqlConnection connection, int site, string kind, IReadOnlyDictionary<string, int> numbers) =>
        connection.ExecuteAsync(
            "INSERT INTO item_number (site, kind, id, number) SELECT @site, @kind, * FROM unnest(@ids, @numbers) ON CONFLICT (site, kind, id) DO NOTHING",
            new { site, kind, ids = numbers.Keys.ToArray(), numbers = numbers.Values.ToArray() });

    private static async Task InsertNoticeAsync(NpgsqlConnection connection, int site, NewNotice added)
    {
        await connection.ExecuteAsync(
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
            });
        await connection.ExecuteAsync(
            "INSERT INTO notice_text (site, version, lang, rule, body) SELECT @site, @Version, * FROM unnest(@langs, @rules, @bodies)",
            new
            {
                site,
                added.Notice.Version,
                langs = added.Texts.Select(t => t.Lang).ToArray(),
                rules = added.Texts.Select(t => t.Rule).ToArray(),
                bodies = added.Texts.Select(t => t.Body).ToArray(),
            });
    }

    private static async Task<StoredSite> ReadSiteAsync(NpgsqlConnection connection, SiteRow row, CancellationToken ct)
    {
        var latest = await connection.QuerySingleAsync<NoticeRow>(
            Command($"SELECT {NoticeColumns} FROM notice WHERE site = @Number ORDER BY version DESC LIMIT 1", new { row.Number }, ct));
        var numbers = await connection.QueryAsync<NumberRow>(Command($"SELECT {NumberColumns} FROM item_number WHERE site = @Number", new { row.Number }, ct));
        var announced = await connection.QuerySingleOrDefaultAsync<AnnouncementRow>(Command(AnnouncementRow.Select, new { row.Number }, ct));
        return ToSite(row, numbers, latest, announced);
    }

    private static StoredSite ToSite(SiteRow row, IEnumerable<NumberRow> numbers, NoticeRow latest, AnnouncementRow? announced)
    {
        _ = WireNames<ManagedBy>.TryParse(row.ManagedBy, out var managedBy);
        return new StoredSite(
            row.Number, row.Key, managedBy, TextList.Read(row.Origins), row.Changed,
            new ItemNumbers(Of("category"), Of("service")), latest.ToNotice(), announced?.ToAnnouncement());

        Dictionary<string, int> Of(string kind) => numbers.Where(n => n.Kind == kind).ToDictionary(n => n.Id, n => n.Number, StringComparer.Ordinal);
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken ct) => new(sql, parameters, cancellationToken: ct);

    private sealed record SiteRow(int Number, string Key, string ManagedBy, string Origins, long Changed);

    private sealed record NumberRow(int Site, string Kind, string Id, int Number);

    private sealed record NoticeRow(int Site, int Version, long PublishedAt, int ValidSince, byte[] Digest, byte[] Content, string Changes)
    {
        public StoredNotice ToNotice() => new(
            Version, DateTimeOffset.FromUnixTimeMilliseconds(PublishedAt), ValidSince, Digest, Content,
            NoticeChangeJson.Read(Changes));
    }
}
