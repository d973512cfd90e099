using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Preferences.Requests;

/// <summary>What the pages of one request have in common.</summary>
internal sealed record RequestView(Site Site, NoticeView Notice, UiTexts Texts, Guid Id)
{
    /// <summary>The relative path from the pages to the hub's root.</summary>
    public const string Root = "../../../";

    /// <summary>The way to the form for another request.</summary>
    public Html Back => $"""<p class="actions"><a class="button" href="../requests?lang={Texts.Lang}">{Texts.Own("requests")}</a></p>""";
}
