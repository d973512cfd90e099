using ConsentHub.Http;

namespace ConsentHub.Preferences;

/// <summary>Whose page sent a form here.</summary>
internal enum PageSender
{
    /// <summary>This page itself. Only it may change anything.</summary>
    Own,

    /// <summary>A page of an allowed origin of the site: it may show the visitor's state here, and introduce the visitor.</summary>
    Site,

    /// <summary>Nobody says which, or a frame or a script, not a visitor who came here: state is shown to whoever holds the id, no more.</summary>
    Unnamed,

    /// <summary>Somebody else's page.</summary>
    Foreign,
}

/// <summary>Tells the sender of a form by what a browser says of it, which no page can forge.</summary>
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
