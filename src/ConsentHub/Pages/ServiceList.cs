using System.Globalization;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;

namespace ConsentHub.Pages;

/// <summary>The services of a category in a collapsible section: recipients, purposes, countries, and what is stored in the browser for how long.</summary>
internal static class ServiceList
{
    /// <param name="choice">Renders the visitor's choice for one service.</param>
    public static Html Write(UiTexts words, CategoryView category, Func<ServiceView, Html> choice) => category.Services.Count == 0 ? Html.Empty :
        $"""
        <details>
        <summary>{words.Text("services", ("count", category.Services.Count.ToString(CultureInfo.InvariantCulture)))}</summary>
        {Html.Each(category.Services, service => Item(words, service, choice(service)))}
        </details>
        """;

    private static Html Item(UiTexts words, ServiceView service, Html choice) =>
        $"""
        <section class="service">
        <h3>{service.Name}</h3>
        <dl>
        <div><dt>{words.Text("provider")}</dt><dd>{service.Provider}</dd></div>
        <div><dt>{words.Text("purpose")}</dt><dd>{service.Purpose}</dd></div>
        </dl>
        {Transfers(words, service)}
        {Storage(words, service)}
        {(service.PolicyUrl is null ? Html.Empty : $"<p>{Html.Link(service.PolicyUrl, words.Text("policyLink", ("provider", service.Provider)))}</p>")}
        {choice}
        </section>
        """;

    public static Html Transfers(UiTexts words, ServiceView service) => service.Transfers is not { Count: > 0 } transfers ? Html.Empty :
        $"<p>{words.Text("transfers", ("countries", words.Countries(transfers)))}</p>";

    private static Html Storage(UiTexts words, ServiceView service) => service.Cookies.Count == 0 ? Html.Empty :
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
}
