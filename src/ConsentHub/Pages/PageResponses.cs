using System.Text;
using ConsentHub.Erasures;
using ConsentHub.Http;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace ConsentHub.Pages;

/// <summary>Adds the page's headers to every response, and turns a problem into a readable page.</summary>
internal sealed class PageResponses : IEndpointFilter
{
    /// <summary>The content security policy of a page: no scripts, and forms may only be sent to this origin.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "same-origin";

        // The page's links are relative, so that they work under any path. With a slash at the end of the URL they would lead elsewhere, so such a URL is redirected.
        if (http.Request.Path.Value is [.., '/'] path)
            return Results.Redirect($"../{Uri.EscapeDataString(path.TrimEnd('/').Split('/')[^1])}{http.Request.QueryString}", permanent: true, preserveMethod: true);

        var response = await RespondAsync(http, context, next);
        return response is ProblemHttpResult problem && !PrefersJson(http.Request) ? Explain(http, problem) : response;
    }

    public static IResult Page(Html page, int status = 200) => TypedResults.Content(page.ToString(), "text/html; charset=utf-8", Encoding.UTF8, status);

    /// <summary>True if the client prefers JSON to HTML; it then gets problem details.</summary>
    public static bool PrefersJson(HttpRequest request)
    {
        var (html, json) = Wanted(request);
        return json > html;
    }

    /// <summary>True if the client prefers HTML to JSON, as browsers do.</summary>
    public static bool PrefersHtml(HttpRequest request)
    {
        var (html, json) = Wanted(request);
        return html > json;
    }

    /// <summary>The quality of each type in <c>Accept</c>, 0 to 1; wildcards are ignored.</summary>
    private static (double Html, double Json) Wanted(HttpRequest request)
    {
        // A longer header is ignored. Browsers send less than a quarter of this length.
        if (request.Headers.Accept.ToString() is not { Length: <= 1024 } header || !MediaTypeHeaderValue.TryParseList([header], out var accepted))
            return (0, 0);

        double Quality(Func<MediaTypeHeaderValue, bool> matches) => accepted.Where(matches).Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();
        return (Quality(a => a.MediaType.Value == "text/html"), Quality(a => a.MediaType.Value is "application/json" or "application/problem+json"));
    }

    private static async ValueTask<object?> RespondAsync(HttpContext http, EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (StoreBusyException)
        {
            return Problems.StoreBusy(http, "More choices are waiting than the hub can store at once. Send the form again.");
        }
        catch (JournalUnavailableException)
        {
            return Problems.ErasureUnavailable(http);
        }
        catch (StoreUnavailableException)
        {
            return Problems.StoreUnavailable(http);
        }
    }

    private static IResult Explain(HttpContext http, ProblemHttpResult problem)
    {
        var lang = PageLanguage.Of(http);
        var site = http.Features.Get<Site>();
        return Page(ProblemPage.Write(site, UiTexts.For(lang), problem.ProblemDetails, RootFrom(http.Request.Path)), problem.StatusCode);
    }

    /// <summary>The relative path to the hub's root, such as <c>../../</c> from <c>/preferences/shop/notices</c>.</summary>
    private static string RootFrom(PathString path) =>
        string.Concat(Enumerable.Repeat("../", Math.Max(1, (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Length - 1)));
}

/// <summary>A redirect with status 303: the browser fetches the next page with GET, so that a reload does not send the form again.</summary>
internal sealed class SeeOther(string location) : IResult
{
    public Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = location;
        return Task.CompletedTask;
    }
}
