using ConsentHub.Http;

namespace ConsentHub.Preferences;

/// <summary>The kind of page that sent a form.</summary>
internal enum PageSender
{
    /// <summary>The preference page itself. Only this page may change anything.</summary>
    Own,

    /// <summary>A page of an allowed origin of the site. It may open the preference page with the visitor's id, to show the visitor's state.</summary>
    Site,

    /// <summary>An unknown page, or a request by a frame or a script instead of a navigation. A request with a visitor's id shows the visitor's state, but can't change anything.</summary>
    Unnamed,

    /// <summary>A page of another origin.</summary>
    Foreign,
}

/// <summary>Determines the sender of a form from browser headers that pages can't forge.</summary>
internal sealed class PageSenders(HubOrigin hub)
{
    public PageSender Of(HttpContext context)
    {
        var origins = context.Request.Headers.Origin;
        if (origins is not [{ } origin])
            return origins.Count == 0 ? PageSender.Unnamed : PageSender.Foreign;

        if (hub.IsOwn(context, origin))
            return SaysOr(context.Request.Headers, "Sec-Fetch-Site", "same-origin") ? PageSender.Own : PageSender.Foreign;

        if (origin != "null" && !context.Site().Allows(origin))
            return PageSender.Foreign;

        return origin != "null" && IsNavigation(context.Request.Headers) ? PageSender.Site : PageSender.Unnamed;
    }

    private static bool IsNavigation(IHeaderDictionary headers) =>
        SaysOr(headers, "Sec-Fetch-Mode", "navigate") && SaysOr(headers, "Sec-Fetch-Dest", "document");

    private static bool SaysOr(IHeaderDictionary headers, string name, string wanted) =>
        !headers.TryGetValue(name, out var value) || value is [{ } only] && only == wanted;
}
