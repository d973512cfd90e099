using ConsentHub.Consents;
using ConsentHub.Http;
using ConsentHub.Limits;
using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Preferences.Model;
using ConsentHub.Preferences.Requests;
using ConsentHub.Preferences.Sections;

namespace ConsentHub.Preferences;

/// <summary>The preference centre as plain HTML forms, complete without JavaScript.</summary>
internal static class PreferenceEndpoints
{
    public static void AddPreferencePage(this IServiceCollection services)
    {
        services.AddSingleton<PageBuild>();
        services.AddSingleton<NoticeViews>();
        services.AddSingleton<PageSenders>();
        services.AddSingleton<PageVisitors>();
        services.AddSingleton<PageReader>();
        services.AddSingleton<NoticeVersions>();
        services.AddSingleton<PageChoices>();
        services.AddSingleton<PageRights>();
        services.AddSingleton<RequestFormPage>();
        services.AddSingleton<RequestPages>();
    }

    public static void MapPreferencePage(this IEndpointRouteBuilder app)
    {
        var page = app.MapGroup("/preferences/{site}").AddEndpointFilter<PageResponses>().AddEndpointFilter<SiteFilter>()
            .WithTags("Preference page");

        page.MapGet("", Show).Produces<string>(200, "text/html").ProducesProblems(400, 404)
            .WithName("showPreferences").WithSummary("The preference centre as plain HTML forms");
        page.MapGet("/notices", (HttpContext context, NoticeVersions versions) => versions.ListAsync(context)).Produces<string>(200, "text/html").ProducesProblems(400, 404)
            .WithName("showNotices").WithSummary("A page with every version of the notice, its dates and changes");
        page.MapGet("/notices/{version}", (HttpContext context, string version, NoticeVersions versions) => versions.ShowAsync(context, version)).Produces<string>(200, "text/html").ProducesProblems(400, 404)
            .WithName("showNoticeVersion").WithSummary("A page with one version of the notice, as it was published for the caller's region");
        page.MapRequestPages();
        page.MapPost("", Act).LimitWrites()
            .Produces<string>(200, "text/html").Produces(303).ProducesProblems(400, 403, 404, 409, 410, 413, 415, 422, 429, 503)
            .WithName("sendPreferences").WithSummary("Submit a form of the preference centre")
            .WithDescription("A form with visitorId and no action shows the choice of that visitor, and changes nothing. An action is accepted only from the page itself.");
    }

    private static async Task<IResult> Show(HttpContext context, PageReader reader, PageVisitors visitors)
    {
        if (PageLanguage.RefuseUnknown(context) is { } problem)
            return problem;

        var saved = context.Request.Query["saved"] == "1" ? PageEvent.Saved : PageEvent.None;
        var site = context.Site();
        var visitor = visitors.Read(context, site);
        HistoryPlace? from = null;
        if (context.Request.Query["cursor"] is [{ } cursor] && visitor?.In(site.Key) is { } known)
        {
            if (!HistoryPlace.TryParse(cursor, site.Key, known, out var place))
                return Problems.Query(FieldErrors.Of("cursor", "must come from this page's link to earlier choices; leave it out to begin with the newest choice"));

            from = place;
        }

        return PageResponses.Page(ChoicePage.Write(await reader.ReadAsync(context, PageLanguage.Of(context), visitor, saved, from)));
    }

    private static async Task<IResult> Act(HttpContext context, PageSenders senders, PageReader reader, PageChoices choices, PageRights rights)
    {
        var sender = senders.Of(context);
        if (sender == PageSender.Foreign)
            return Problems.ForeignOrigin();

        var (form, problem) = await PageForm.ReadAsync(context);
        if (form is null)
            return problem!;

        if (form["visitorId"] is { } visitorId && form["action"] is null)
            return await ShowVisitorAsync(context, form, visitorId, sender, reader);

        // Browsers always send the origin of a form. Without the page's own origin, nothing proves that the visitor pressed the button.
        if (sender != PageSender.Own)
            return Problems.Of(403, "not_from_this_page", "Only a form on this page can change a choice. Open the page itself and choose there.");

        return form["action"] switch
        {
            "save" => await choices.RecordAsync(context, form, ConsentAction.Save),
            "accept_all" => await choices.RecordAsync(context, form, ConsentAction.AcceptAll),
            "reject_all" => await choices.RecordAsync(context, form, ConsentAction.RejectAll),
            "withdraw" => await choices.RecordAsync(context, form, ConsentAction.Withdraw),
            "erase" => await rights.EraseAsync(context, form),
            "export" => await rights.ExportAsync(context, form),
            "receipt" => await rights.ReceiptAsync(context, form),
            _ => Problems.Field("action", "must be one of save, accept_all, reject_all, withdraw, erase, export, receipt"),
        };
    }

    /// <summary>Shows the state of a visitor who arrives with the id that the website knows. Changes no choice.</summary>
    private static async Task<IResult> ShowVisitorAsync(HttpContext context, PageForm form, string visitorId, PageSender sender, PageReader reader)
    {
        if (form.RefuseOthers("visitorId", "lang") is { } refused)
            return refused;
        if (!VisitorId.TryParse(visitorId, out var visitor))
            return Problems.Field("visitorId", "must be 16 random bytes as exactly 22 characters of base64url");

        var introduced = sender is PageSender.Site or PageSender.Own;
        var page = await reader.ReadAsync(
            context, PageLanguage.Of(context, form["lang"]), visitor, introduced ? PageEvent.FromSite : PageEvent.FromUnnamed);
        if (introduced)
            PageVisitors.Remember(context, page.Site, visitor, page.Site.Latest.ReaskIn(ClientRegion.Of(context)).Longest);

        return PageResponses.Page(ChoicePage.Write(page));
    }
}
