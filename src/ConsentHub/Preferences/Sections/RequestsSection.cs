using ConsentHub.Intake;
using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The way to the form for a privacy request, for a site that takes any.</summary>
internal static class RequestsSection
{
    public static Html Write(PageView page) => RequestIntake.TypesOf(page.Site).Count == 0 ? Html.Empty :
        $"""
        <section class="card form" aria-labelledby="requests">
        <h2 id="requests">{page.Texts.Own("requests")}</h2>
        <p class="small">{Html.Fill(page.Texts.Own("requestsIntro"), ("controller", Html.Of($"{page.Notice.Controller.Name}")))}</p>
        <p class="actions"><a class="button" href="{page.Site.Key}/requests?lang={page.Texts.Lang}">{page.Texts.Own("requestSend")}</a></p>
        </section>
        """;
}
