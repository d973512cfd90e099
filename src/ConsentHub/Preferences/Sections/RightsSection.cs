using ConsentHub.Pages;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>The visitor's data rights: export and erasure.</summary>
internal static class RightsSection
{
    public static Html Write(PageView page) =>
        $"""
        <section class="card rights" aria-labelledby="data">
        <h2 id="data">{page.Texts.Text("yourData")}</h2>
        <form method="post" action="{page.Site.Key}">
        <p id="export">{page.Texts.Own("exportExplain")}</p>
        <input type="hidden" name="lang" value="{page.Texts.Lang}">
        <button name="action" value="export" aria-describedby="export">{page.Texts.Text("exportData")}</button>
        </form>
        <form method="post" action="{page.Site.Key}">
        <p id="erase">{page.Texts.Text("eraseExplain")}</p>
        <input type="hidden" name="lang" value="{page.Texts.Lang}">
        <button name="action" value="erase" aria-describedby="erase">{page.Texts.Text("eraseData")}</button>
        </form>
        </section>
        """;
}
