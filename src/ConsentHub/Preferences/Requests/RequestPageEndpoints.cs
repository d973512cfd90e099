using ConsentHub.Http;
using ConsentHub.Intake;
using ConsentHub.Limits;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>Privacy requests as plain HTML pages: the form, the code, and the request with its answer.</summary>
internal static class RequestPageEndpoints
{
    /// <summary>A message of the most characters, when each takes nine characters of the form, and the other fields.</summary>
    private const int Longest = 32 * 1024;

    public static void MapRequestPages(this RouteGroupBuilder page)
    {
        page.MapGet("/requests", Show).Produces<string>(200, "text/html").ProducesProblems(400, 404)
            .WithName("showRequestForm").WithSummary("A page with the form for a privacy request");
        page.MapPost("/requests", Send).ShedOverload().LimitWrites()
            .Produces(303).ProducesProblems(400, 403, 404, 413, 415, 422, 429, 503)
            .WithName("sendRequestForm").WithSummary("Submit the form for a privacy request")
            .WithDescription("A form with visitorId and no action opens the page for that visitor's browser, and sends no request. An action is accepted only from the page itself.");
        page.MapGet("/requests/{id}", ShowOne).Produces<string>(200, "text/html").ProducesProblems(400, 404, 503)
            .WithName("showRequest").WithSummary("A page with a privacy request, or that asks for its code");
        page.MapPost("/requests/{id}", ActOnOne).LimitWrites()
            .Produces<string>(200, "application/json").Produces(303).ProducesProblems(400, 403, 404, 413, 415, 422, 426, 429, 503)
            .WithName("sendRequestCode").WithSummary("Submit a form of a privacy request: its code, another code, or the download");
    }

    private static async Task<IResult> Show(HttpContext context, RequestFormPage page) =>
        PageLanguage.RefuseUnknown(context) is { } problem ? problem : RefuseSite(context) ?? await page.ShowAsync(context);

    private static async Task<IResult> Send(HttpContext context, PageSenders senders, RequestFormPage page)
    {
        var sender = senders.Of(context);
        if (sender == PageSender.Foreign)
            return Problems.ForeignOrigin();
        if (RefuseSite(context) is { } none)
            return none;

        var (form, problem) = await PageForm.ReadAsync(context, Longest);
        if (form is null)
            return problem!;
        if (form["visitorId"] is { } visitorId && form["action"] is null)
            return RequestFormPage.Introduce(context, form, visitorId, sender);
        if (sender != PageSender.Own)
            return NotFromHere();

        return form["action"] switch
        {
            "send" => await page.SendAsync(context, form),
            "find" => await page.FindAsync(context, form),
            _ => Problems.Field("action", "must be one of send, find"),
        };
    }

    private static async Task<IResult> ShowOne(HttpContext context, string id, RequestPages page) =>
        PageLanguage.RefuseUnknown(context) is { } problem ? problem : RefuseSite(context) ?? await page.ShowAsync(context, IdOf(id));

    private static async Task<IResult> ActOnOne(HttpContext context, string id, PageSenders senders, RequestPages page)
    {
        var sender = senders.Of(context);
        if (sender == PageSender.Foreign)
            return Problems.ForeignOrigin();
        if (RefuseSite(context) is { } none)
            return none;

        var (form, problem) = await PageForm.ReadAsync(context);
        if (form is null)
            return problem!;
        if (sender != PageSender.Own)
            return NotFromHere();

        return form["action"] switch
        {
            "confirm" => await page.EnterAsync(context, form, IdOf(id)),
            "renew" => await page.RenewAsync(context, form, IdOf(id)),
            "download" => await page.DownloadAsync(context, form, IdOf(id)),
            _ => Problems.Field("action", "must be one of confirm, renew, download"),
        };
    }

    /// <summary>The id in the path; an empty one, which no request has, for anything else.</summary>
    private static Guid IdOf(string text) => Guid.TryParseExact(text, "D", out var id) ? id : Guid.Empty;

    private static IResult? RefuseSite(HttpContext context) => RequestIntake.TypesOf(context.Site()).Count > 0 ? null
        : Problems.Of(404, "no_requests", "This site takes no privacy requests here. Write to its privacy contact.");

    private static IResult NotFromHere() =>
        Problems.Of(403, "not_from_this_page", "Only a form on this page can send a request. Open the page itself.");
}
