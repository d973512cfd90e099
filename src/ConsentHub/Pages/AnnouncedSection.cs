using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;

namespace ConsentHub.Pages;

/// <summary>The announced version, if the site has one: when it takes effect, and what it changes.</summary>
internal static class AnnouncedSection
{
    public static Html Write(Site site, NoticeView notice, UiTexts words) => AnnouncedView.Of(site, notice, words) is not { } next ? Html.Empty :
        $"""
        <section class="card state announced">
        <p class="lead"><time datetime="{Rfc3339.Of(next.EffectiveFrom)}">{next.Text}</time></p>
        {(next.Changes.Count > 0 ? $"""<ul class="changes">{Html.Each(next.Changes, sentence => $"<li>{sentence}</li>")}</ul>""" : Html.Empty)}
        </section>

        """;
}
