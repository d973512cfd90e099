using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Preferences.Model;

namespace ConsentHub.Preferences.Sections;

/// <summary>One category: a switch, its purpose, and its services in a collapsible section.</summary>
internal static class CategoryCard
{
    public static Html Write(PageView page, CategoryView category) =>
        $"""
        <section class="card category">
        {(category.Required ? AlwaysOn(page, category) : Switch(page, category))}
        <p id="d-{category.Id}">{category.Description}</p>
        {BasisLine.Write(page.Notice, page.Texts, category)}
        {ServiceList.Write(page.Texts, category, service => CanChoose(page, category) ? ServiceChoice(page, service) : Html.Empty)}
        </section>
        """;

    private static Html AlwaysOn(PageView page, CategoryView category) =>
        $"""<div class="row"><h2>{category.Name}</h2><span class="always">{page.Texts.Text("alwaysOn")}</span></div>""";

    private static Html Switch(PageView page, CategoryView category) =>
        $"""
        <h2><label class="row"><span>{category.Name}</span>
        <input type="checkbox" role="switch" name="{PageForm.Category}{category.Id}" value="{PageSelection.On}" aria-describedby="d-{category.Id}"{Html.Flag("checked", page.Effective.Categories[category.Id])}{Html.Flag("disabled", page.IsLocked)}>
        <span class="says" aria-hidden="true"><span class="on">{page.Texts.Text("on")}</span><span class="off">{page.Texts.Text("off")}</span></span>
        </label></h2>
        """;

    /// <summary>A service has its own choice only if its category has several services.</summary>
    private static bool CanChoose(PageView page, CategoryView category) =>
        !category.Required && category.Services.Count > 1 && page.Event != PageEvent.FromUnnamed && !page.IsLocked;

    private static Html ServiceChoice(PageView page, ServiceView service)
    {
        var name = PageForm.Service + service.Id;
        string chosen = page.Effective.Services.TryGetValue(service.Id, out var granted) ? (granted ? PageSelection.On : PageSelection.Off) : PageSelection.AsCategory;
        Html Option(string value, string words) =>
            $"""<label><input type="radio" name="{name}" value="{value}"{Html.Flag("checked", chosen == value)}><span>{words}</span></label>""";
        return $"""
            <fieldset class="segments"><legend>{service.Name}</legend>
            {Option(PageSelection.AsCategory, page.Texts.Own("asCategory"))}{Option(PageSelection.On, page.Texts.Text("on"))}{Option(PageSelection.Off, page.Texts.Text("off"))}
            </fieldset>
            """;
    }
}
