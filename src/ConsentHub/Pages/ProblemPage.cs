using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;
using Microsoft.AspNetCore.Mvc;

namespace ConsentHub.Pages;

/// <summary>An error page that tells the visitor what to do. The error messages of the API are below, for the developer of the form.</summary>
internal static class ProblemPage
{
    /// <param name="root">The relative path from the page to the hub's root.</param>
    public static Html Write(Site? site, UiTexts words, ProblemDetails problem, string root)
    {
        var code = problem.Extensions["code"] as string ?? "";
        var errors = problem.Extensions.TryGetValue("errors", out var found) ? found as IReadOnlyDictionary<string, string[]> : null;
        return Layout.Write(
            site?.Latest.Content.Name, InterfaceTexts.Direction(words.Lang), words, words.Own("problem"),
            $"""
            <section class="card warn state">
            <p class="lead" role="alert">{words.FindOwn($"problem_{code}") ?? problem.Detail}</p>
            {(site is null ? Html.Empty : $"""<p class="actions"><a class="button" href="{root}preferences/{site.Key}?lang={words.Lang}">{words.Own("openPage")}</a></p>""")}
            <details lang="en"><summary>{problem.Status ?? 0} {code}</summary>
            <p>{problem.Detail}</p>
            <ul class="changes">{Html.Each(errors ?? new Dictionary<string, string[]>(), field => $"<li><code>{field.Key}</code> {string.Join("; ", field.Value)}</li>")}</ul>
            </details>
            </section>
            """,
            root: root);
    }
}
