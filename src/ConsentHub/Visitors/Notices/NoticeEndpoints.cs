using System.Globalization;
using System.Text.Json;
using ConsentHub.Banner;
using ConsentHub.Http;
using ConsentHub.Pages.Notices;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Visitors.Notices;

/// <summary>Endpoints of the script, the notice and the notice's earlier versions.</summary>
internal static class NoticeEndpoints
{
    public static void MapScript(this IEndpointRouteBuilder app)
    {
        app.MapGet("/consent.js", Script)
            .Produces<string>(200, "text/javascript").ProducesProblems(400, 404)
            .WithTags("Script").WithName("getScript").WithSummary("The script with the first layer of the site's notice");
        app.MapGet("/banner/{hash}/{file}", Code)
            .Produces<string>(200, "text/javascript").ProducesProblems(404)
            .WithTags("Script").WithName("getScriptPart").WithSummary("The script without a notice, or one of its parts, for Subresource Integrity; the response never changes");
    }

    public static void MapNotices(this RouteGroupBuilder site)
    {
        site.MapGet("/notice", Latest).Produces<object>().ProducesProblems(400, 404).WithName("getNotice").WithSummary("The published notice for the caller's region and language").WithQuery([Lang]).WithMetadata(new BoundQuery());
        site.MapGet("/notices", List).Produces<NoticeList>().ProducesProblems(404).WithName("listNotices").WithSummary("All versions of the notice, with their dates and changes");
        site.MapGet("/notices.atom", Feed).Produces<string>(200, "application/atom+xml").ProducesProblems(400, 404).WithName("getNoticeFeed").WithSummary("All versions of the notice and the announced version, as an Atom feed").WithQuery([FeedLang]).WithMetadata(new BoundQuery());
        site.MapGet("/notices/{version}", Earlier).Produces<object>().ProducesProblems(400, 404).WithName("getNoticeVersion").WithSummary("One version of the notice, byte for byte as the hub served it")
            .WithQuery([Lang, new("region", "An ISO 3166 code, ZZ for unknown, or * if all regions have the same rules. Default: the caller's region.")]).WithMetadata(new BoundQuery());
    }

    private static QueryParameter Lang => new("lang", "A language of the site. Default: chosen by Accept-Language.");

    private static QueryParameter FeedLang => new("lang", "A language of the site. Default: its first language.");

    private static async Task<IResult> Script(HttpContext context, string? site, string? lang, SiteDirectory sites, NoticeResponses responses, HubSettings settings)
    {
        PublicMaterial.AllowAnyone(context);
        if (string.IsNullOrEmpty(site))
            return Problems.Query(FieldErrors.Of("site", "is missing; must be the key of a site"));
        if (sites.Find(site) is not { } found)
            return Problems.UnknownSite(site);

        return await RespondAsync(context, found, lang, settings, found.Latest.IsAlikeEverywhere, (chosen, region) => responses.ScriptAsync(found, chosen, region, context.RequestAborted));
    }

    private static Task<IResult> Latest(HttpContext context, string? lang, NoticeResponses responses, HubSettings settings)
    {
        var site = context.Site();
        // If the hub learns regions, the facts after the notice differ between them, even if the notice does not.
        var alike = site.Latest.IsAlikeEverywhere && settings.RegionHeader is null;
        return RespondAsync(context, site, lang, settings, alike, (chosen, region) => responses.LatestAsync(site, chosen, region, ClientRegion.Of(context), context.RequestAborted));
    }

    /// <param name="alike">True if the response is the same for every region.</param>
    private static async Task<IResult> RespondAsync(
        HttpContext context, Site site, string? lang, HubSettings settings, bool alike, Func<string, string, ValueTask<ServedBody?>> find)
    {
        var content = site.Latest.Content;
        var named = lang is null ? null : LanguageChoice.Find(content.Languages, lang);
        if (lang is not null && named is null)
            return Problems.Query(FieldErrors.Of("lang", $"must be a language of the site: {string.Join(", ", content.Languages)}"));

        var headers = context.Response.Headers;
        var chosen = named ?? AcceptLanguage.Choose(content.Languages, context.Request.Headers.AcceptLanguage);
        if (named is null)
            headers.Append(HeaderNames.Vary, "Accept-Language");

        // A shared cache may serve visitors of other regions, so the response must be valid for all regions, or the cache must be keyed by region.
        var everywhere = lang is not null && site.Latest.IsAlikeEverywhere;
        var shared = lang is not null && (alike || settings.CdnKeysRegion);
        headers.CacheControl = shared ? "public, max-age=300" : "private, max-age=300";
        var body = await find(chosen, everywhere ? Regions.Every : ClientRegion.Of(context))
            ?? throw new InvalidOperationException($"Site {site.Key} has no notice in {chosen}.");
        await body.WriteAsync(context);
        return Results.Empty;
    }

    private static async Task<IResult> Code(HttpContext context, string hash, string file, BannerCode banner, ServedBanner served)
    {
        PublicMaterial.AllowAnyone(context);
        if (hash != banner.Hash || served.Find(file) is not { } body)
            return Problems.Of(404, "unknown_banner", $"This hub serves only the build {banner.Hash} of the script: consenthub.js and the parts that it loads.");

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await body.WriteAsync(context);
        return Results.Empty;
    }

    private static async Task<IResult> List(HttpContext context, ISiteStore store, NoticeResponses responses)
    {
        var site = context.Site();
        var body = await responses.ListAsync(site, async () =>
        {
            var notices = await store.NoticesAsync(site.Number, context.RequestAborted);
            var list = new NoticeList(site.Key, [.. notices.Select(NoticeSummary.Of)], AnnouncedSummary.Of(site.Announced));
            return (JsonSerializer.SerializeToUtf8Bytes(list, NoticeListJson.Default.NoticeList), notices[^1].Version);
        });
        context.Response.Headers.CacheControl = "public, max-age=60";
        await body.WriteAsync(context);
        return Results.Empty;
    }

    private static async Task<IResult> Feed(HttpContext context, string? lang, ISiteStore store, SiteDirectory sites, NoticeResponses responses, HubSettings settings)
    {
        var site = context.Site();
        var languages = site.Latest.Content.Languages;
        var named = lang is null ? null : LanguageChoice.Find(languages, lang);
        if (lang is not null && named is null)
            return Problems.Query(FieldErrors.Of("lang", $"must be a language of the site: {string.Join(", ", languages)}"));

        // A feed reader has no language, so the site's own is the default.
        var chosen = named ?? languages[0];
        var request = context.Request;
        var hub = settings.PublicUrl?.AbsoluteUri.TrimEnd('/') ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        var body = await responses.FeedAsync(site, chosen, hub, async () =>
        {
            var text = await sites.FindTextAsync(site, site.Latest, chosen, Regions.Unknown, context.RequestAborted)
                ?? throw new InvalidOperationException($"Site {site.Key} has no notice in {chosen}.");
            var notices = await store.NoticesAsync(site.Number, context.RequestAborted);
            return (new NoticeFeed(site, NoticeViews.Parse(text), hub).Write(notices), notices[^1].Version);
        });
        context.Response.Headers.CacheControl = "public, max-age=60";
        await body.WriteAsync(context);
        return Results.Empty;
    }

    private static async Task<IResult> Earlier(
        HttpContext context, string version, string? lang, string? region, SiteDirectory sites, NoticeResponses responses)
    {
        var site = context.Site();
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || await sites.FindNoticeAsync(site, number, context.RequestAborted) is not { } notice)
            return Problems.Of(404, "unknown_notice", $"The site has the notices 1 to {site.Latest.Version.ToString(CultureInfo.InvariantCulture)}.");

        var errors = new FieldErrors();
        if (lang is not null && !notice.Content.Languages.Contains(lang, StringComparer.Ordinal))
            errors.Add("lang", $"must be a language of this version: {string.Join(", ", notice.Content.Languages)}");
        if (region is not null && !Regions.IsKnown(region) && !(region == Regions.Every && notice.IsAlikeEverywhere))
            errors.Add("region", "must be an ISO 3166 code, ZZ for unknown, or * if all regions have the same rules");
        if (errors.Any)
            return Problems.Query(errors);

        // If the URL names language and region, the response never changes.
        context.Response.Headers.CacheControl = lang is not null && region is not null ? "public, max-age=31536000, immutable" : "private, max-age=300";
        var chosen = lang ?? AcceptLanguage.Choose(notice.Content.Languages, context.Request.Headers.AcceptLanguage);
        if (lang is null)
            context.Response.Headers.Append(HeaderNames.Vary, "Accept-Language");

        var body = await responses.NoticeAsync(site, notice, chosen, region ?? ClientRegion.Of(context), context.RequestAborted);
        await body!.WriteAsync(context);
        return Results.Empty;
    }
}
