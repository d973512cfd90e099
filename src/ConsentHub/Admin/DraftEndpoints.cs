using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConsentHub.Access;
using ConsentHub.Audit;
using ConsentHub.Http;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites.Publishing;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ConsentHub.Admin;

/// <summary>Endpoints that save and publish drafts of sites. Only for sites that the console manages instead of a file.</summary>
/// <remarks><c>If-Match</c> must name the version that the editor read, or <c>"0"</c> for a new site. So no editor overwrites the publication of another editor.</remarks>
internal static class DraftEndpoints
{
    public static void MapDrafts(this IEndpointRouteBuilder app)
    {
        var site = app.MapGroup("/v1/admin/sites/{site}").RequireKey().WithTags("Administration");
        site.MapGet("", Get).Audits(AuditActions.SiteRead).Produces<SiteState>().ProducesProblems(401, 403, 404).WithName("getSite").WithSummary("The published site and its draft; the ETag is the published version");
        site.MapPut("", Put).Audits(AuditActions.SiteDraft).Accepts<JsonElement>("application/json").Produces<PublishResponse>().ProducesProblems(401, 403, 409, 412, 413, 415, 422, 428)
            .WithName("saveDraft").WithSummary("Save a draft; the response previews its publication");
        site.MapPost("/publish", Publish).Audits(AuditActions.SitePublish).Produces<PublishResponse>().ProducesProblems(401, 403, 404, 409, 412, 422, 428)
            .WithName("publishSite").WithSummary("Publish the draft; ?again=true allows the content of an earlier version")
            .WithQuery([new("again", "true allows a draft whose content equals that of an earlier version. Default: false.")]).WithMetadata(new BoundQuery());
    }

    private static async Task<IResult> Get(HttpContext context, string site, ISiteStore store)
    {
        var stored = await store.FindAsync(site, context.RequestAborted);
        var draft = await store.FindDraftAsync(site, context.RequestAborted);
        if (stored is null && draft is null)
            return Problems.UnknownSite(site);

        var version = stored?.Latest.Version ?? 0;
        context.Response.Headers.ETag = Tag(version);
        return TypedResults.Json(new SiteState(site, version, stored is null ? null : Published(stored), Parse(draft)), DraftJson.Default.SiteState);
    }

    private static async Task<IResult> Put(HttpContext context, string site, ISiteStore store, SitePublisher publisher)
    {
        if (!TryReadIfMatch(context, out var version, out var problem))
            return problem;

        if (context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return Problems.Of(415, "unsupported_media_type", "Send the site as application/json, in UTF-8.");

        if (await ReadAsync(context.Request) is not { } body)
            return Problems.Of(413, "body_too_large", $"A site has at most {SiteFileReader.MaxBytes} bytes.");

        var (file, refused) = Read(site, body);
        if (file is null)
            return refused!;

        var outcome = await publisher.PreviewAsync(file, ManagedBy.Console, new PublishOptions(Again: true, IfVersion: version), context.RequestAborted);
        var response = ToResult(outcome);
        if (outcome is PublishOutcome.ManagedElsewhere or PublishOutcome.VersionMoved or PublishOutcome.NumbersExhausted or PublishOutcome.NotEffective)
            return response;

        context.Audit().Detail = $"draft over version {Text(version)}";
        await store.SaveDraftAsync(site, body);
        return response;
    }

    private static async Task<IResult> Publish(HttpContext context, string site, bool? again, ISiteStore store, SitePublisher publisher, SiteDirectory sites)
    {
        if (!TryReadIfMatch(context, out var version, out var problem))
            return problem;

        if (await store.FindDraftAsync(site, context.RequestAborted) is not { } draft)
            return Problems.Of(404, "no_draft", "This site has no draft. Save one first with PUT.");

        var (file, refused) = Read(site, draft);
        if (file is null)
            return refused!;

        var options = new PublishOptions(Again: again ?? false, IfVersion: version);
        var outcome = await publisher.PublishAsync(file, ManagedBy.Console, options, context.ApiKey().ToActor(), context.RequestAborted);
        if (outcome is PublishOutcome.Published or PublishOutcome.Announced or PublishOutcome.Withdrawn or PublishOutcome.SettingsChanged or PublishOutcome.Unchanged)
        {
            if (outcome is PublishOutcome.Unchanged)
                await context.Audit().WriteAsync(PublicationAuditText.Of(outcome));
            else
                context.Audit().WrittenByStore();

            await store.DeleteDraftAsync(site);
            await sites.ReloadAsync(context.RequestAborted);
        }

        return ToResult(outcome);
    }

    private static IResult ToResult(PublishOutcome outcome) => outcome switch
    {
        PublishOutcome.Published p => Json(new PublishResponse("published", p.Version, p.Material, p.Changes)),
        PublishOutcome.Announced a => Json(new PublishResponse("announced", a.Version, a.Material, a.Changes, a.From)),
        PublishOutcome.Withdrawn w => Json(new PublishResponse("withdrawn", w.Version, false, [])),
        PublishOutcome.SettingsChanged s => Json(new PublishResponse("settings_changed", s.Version, false, [])),
        PublishOutcome.Unchanged u => Json(new PublishResponse("unchanged", u.Version, false, [], u.From)),
        PublishOutcome.EqualToEarlier e => Problems.Of(
            409, "equal_to_earlier", $"The draft has the content of version {Text(e.Version)}, so version {Text(e.Latest)} stays published. To publish this content again, send ?again=true."),
        PublishOutcome.ManagedElsewhere => Problems.Of(
            409, "managed_by_file", "This site is managed by its file, so the API can't change it. Edit the file instead."),
        PublishOutcome.VersionMoved m => Problems.Of(412, "version_moved", $"The latest version of this site is {Text(m.Latest)}. Read this version, then send its number in If-Match."),
        PublishOutcome.Undecided u => Problems.Of(422, "undecided", $"The site's owner has not decided these members yet: {string.Join(", ", u.Paths)}. Add each member to the draft, and remove it from undecided."),
        PublishOutcome.NotEffective n => Problems.Fields(FieldErrors.Of("effectiveFrom", n.Rule)),
        PublishOutcome.NumbersExhausted n => Problems.Of(422, "numbers_exhausted", $"A site can publish at most {Text(n.Limit)} different {n.Kind} over its lifetime, including removed ones. This draft would exceed that number."),
        _ => throw new InvalidOperationException($"No response for {outcome.GetType().Name}."),
    };

    private static JsonHttpResult<PublishResponse> Json(PublishResponse response) => TypedResults.Json(response, DraftJson.Default.PublishResponse);

    private static (SiteFile? Site, IResult? Refused) Read(string key, byte[] body)
    {
        var result = SiteFileReader.Read(body);
        var errors = new FieldErrors();
        foreach (var error in result.Errors)
            errors.Add(error.Path.Length > 0 ? error.Path : "(body)", error.Message);
        if (result.Site is { } site && site.Key != key)
            errors.Add("key", $"must be {key}, the key in the URL");

        return errors.Any ? (null, Problems.Fields(errors)) : (result.Site, null);
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > SiteFileReader.MaxBytes)
                return null;

            body.Write(buffer, 0, read);
        }

        var bytes = body.ToArray();
        // RFC 8259 section 8.1 allows a reader to ignore a byte order mark. It is removed, because a draft stored with it could not be parsed later.
        return bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static bool TryReadIfMatch(HttpContext context, out int version, out IResult problem)
    {
        problem = Results.Empty;
        version = 0;
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0)
            problem = Problems.Of(428, "if_match_required", "Send If-Match with the version that you read, such as \"3\", or \"0\" for a new site.", FieldErrors.Of("If-Match", "is missing"));
        else if (header is not [['"', .. var digits, '"']] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out version))
            problem = Problems.Header("If-Match", "must be one version in quotes, such as \"3\", or \"0\" for a new site");
        else
            return true;

        return false;
    }

    private static string Tag(int version) => $"\"{Text(version)}\"";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The editable form of a published site: its notice, and the settings that are not part of a notice.</summary>
    private static JsonElement Published(StoredSite stored) => JsonSerializer.SerializeToElement(
        NoticeContent.Parse(stored.Latest.Content) with { Origins = stored.Origins, ManagedBy = stored.ManagedBy }, SiteFileJson.Default.SiteFile);

    private static JsonElement? Parse(byte[]? json) => json is null ? null : JsonDocument.Parse(json).RootElement;
}

/// <param name="Version">The published version; 0 if the site was never published.</param>
/// <param name="Published">The published site, ready to be edited and sent back; absent if the site was never published.</param>
/// <param name="Draft">The draft that an editor saved since the last publication; absent if there is none.</param>
internal sealed record SiteState(string Site, int Version, JsonElement? Published, JsonElement? Draft);

/// <param name="Outcome">Outcome of the publication, or of its preview when a draft is saved: <c>published</c>, <c>announced</c>, <c>withdrawn</c> (the draft is in force already, and the announced version is withdrawn), <c>settings_changed</c> or <c>unchanged</c>.</param>
/// <param name="Version">The version that is in force; for <c>announced</c> the version that will be.</param>
/// <param name="Material">Whether the publication asks visitors again.</param>
/// <param name="EffectiveFrom">When the announced version takes effect; absent if the draft is not announced.</param>
internal sealed record PublishResponse(string Outcome, int Version, bool Material, IReadOnlyList<NoticeChange> Changes, DateTimeOffset? EffectiveFrom = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(SiteState))]
[JsonSerializable(typeof(PublishResponse))]
internal sealed partial class DraftJson : JsonSerializerContext;
