using ConsentHub.Preferences.Words;

namespace ConsentHub.Preferences.Pages;

/// <summary>One category: a switch, what it is for, and behind it the services.</summary>
internal static class CategoryCard
{
    public static Html Write(PageView page, CategoryView category) =>
        $"""
        <section class="card category">
        {(category.Required ? AlwaysOn(page, category) : Switch(page, category))}
        <p id="d-{category.Id}">{category.Description}</p>
        {Services(page, category)}
        </section>
        """;

    private static Html AlwaysOn(PageView page, CategoryView category) =>
        $"""<div class="row"><h2>{category.Name}</h2><span class="always">{page.Words.Text("alwaysOn")}</span></div>""";

    private static Html Switch(PageView page, CategoryView category) =>
        $"""
        <h2><label class="row"><span>{category.Name}</span>
        <input type="checkbox" role="switch" name="{PageForm.Category}{category.Id}" value="{PageWish.On}" aria-describedby="d-{category.Id}"{Html.Flag("checked", page.Effective.Categories[category.Id])}>
        <span class="says" aria-hidden="true"><span class="on">{page.Words.Text("on")}</span><span class="off">{page.Words.Text("off")}</span></span>
        </label></h2>
        """;

    private static Html Services(PageView page, CategoryView category) => category.Services.Count == 0 ? Html.Empty :
        $"""
        <details>
        <summary>{page.Words.Text("services", ("count", category.Services.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)))}</summary>
        {Html.Each(category.Services, service => ServiceItem(page, category, service))}
        </details>
        """;

    private static Html ServiceItem(PageView page, CategoryView category, ServiceView service) =>
        $"""
        <section class="service">
        <h3>{service.Name}</h3>
        <dl>
        <div><dt>{page.Words.Text("provider")}</dt><dd>{service.Provider}</dd></div>
        <div><dt>{page.Words.Text("purpose")}</dt><dd>{service.Purpose}</dd></div>
        </dl>
        {Storage(page.Words, service)}
        {(service.PolicyUrl is null ? Html.Empty : $"<p>{Html.Link(service.PolicyUrl, page.Words.Text("policyLink", ("provider", service.Provider)))}</p>")}
        {(category.Required || category.Services.Count < 2 || page.Event == PageEvent.FromUnnamed ? Html.Empty : ServiceChoice(page, service))}
        </section>
        """;

    private static Html Storage(PageWords words, ServiceView service) => service.Cookies.Count == 0 ? Html.Empty :
        $"""
        <table>
        <caption>{words.Text("storage")}</caption>
        <thead><tr><th scope="col">{words.Text("storageName")}</th><th scope="col">{words.Own("kind")}</th><th scope="col">{words.Text("duration")}</th></tr></thead>
        <tbody>
        {Html.Each(service.Cookies, cookie => $"""
            <tr><td data-label="{words.Text("storageName")}"><code>{cookie.Name}</code></td><td data-label="{words.Own("kind")}">{words.Text($"kind{cookie.Kind}")}</td><td data-label="{words.Text("duration")}">{words.Duration(cookie)}</td></tr>

            """)}
        </tbody>
        </table>
        """;

    private static Html ServiceChoice(PageView page, ServiceView service)
    {
        var name = PageForm.Service + service.Id;
        string chosen = page.Effective.Services.TryGetValue(service.Id, out var granted) ? (granted ? PageWish.On : PageWish.Off) : PageWish.AsCategory;
        Html Option(string value, string words) =>
            $"""<label><input type="radio" name="{name}" value="{value}"{Html.Flag("checked", chosen == value)}><span>{words}</span></label>""";
        return $"""
            <fieldset class="segments"><legend>{service.Name}</legend>
            {Option(PageWish.AsCategory, page.Words.Own("asCategory"))}{Option(PageWish.On, page.Words.Text("on"))}{Option(PageWish.Off, page.Words.Text("off"))}
            </fieldset>
            """;
    }
}
