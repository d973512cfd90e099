using ConsentHub.Pages;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Preferences.Model;
using ConsentHub.Sites;

namespace ConsentHub.Preferences.Sections;

/// <summary>Asks for the age before a choice that allows something is stored, and passes that choice on in hidden fields.</summary>
internal static class AgePage
{
    public static Html Ask(Site site, NoticeView notice, UiTexts words, PageForm form, bool isInvalid) => Layout.Write(
        site.Latest.Content.Name, notice.Dir, words, words.Text("ageTitle"),
        $"""
        <section class="card state">
        <p class="lead">{words.Text("ageIntro")}</p>
        <form method="post" action="{site.Key}">
        {Html.Each(form.Except(PageAge.Field), field => $"""<input type="hidden" name="{field.Name}" value="{field.Value}">""")}
        <p><label for="age">{words.Text("ageLabel")}</label></p>
        <p><input type="text" inputmode="numeric" autocomplete="off" maxlength="3" id="age" name="{PageAge.Field}"{Html.Flag("autofocus", true)}{(isInvalid ? Wrong : Html.Empty)}></p>
        {(isInvalid ? $"""<p id="wrong" class="told warn" role="alert">{words.Text("ageInvalid")}</p>""" : Html.Empty)}
        <p class="actions"><button class="primary">{words.Text("ageContinue")}</button> <a class="button" href="{site.Key}?lang={words.Lang}">{words.Text("cancel")}</a></p>
        </form>
        </section>
        """);

    private static readonly Html Wrong = Html.Of($" aria-invalid=\"true\" aria-describedby=\"wrong\"");
}
