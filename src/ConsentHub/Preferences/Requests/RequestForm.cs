using System.Globalization;
using ConsentHub.Pages;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>Writes the form for a request, and the one for the number of an earlier request.</summary>
internal static class RequestForm
{
    private const string Root = "../../";

    public static Html Write(RequestFormView page) => Layout.Write(
        page.Site.Latest.Content.Name, page.Notice.Dir, page.Texts, page.Texts.Own("requests"),
        $"""
        <p class="asks">{Html.Fill(page.Texts.Own("requestsIntro"), ("controller", Html.Of($"{page.Notice.Controller.Name}")))}</p>
        {(page.CanMail ? New(page) : NoMail(page))}
        {(page.CanMail ? Earlier(page) : Html.Empty)}
        <p class="actions"><a class="button" href="{Root}preferences/{page.Site.Key}?lang={page.Texts.Lang}">{page.Texts.Own("openPage")}</a></p>
        {ContactSection.Write(page.Site, page.Notice, page.Texts)}
        """,
        page.Notice.Languages, Root);

    private static Html NoMail(RequestFormView page) =>
        $"""
        <section class="card state">
        <p class="lead">{Html.Fill(page.Texts.Own("requestNoMail"), ("contact", ContactSection.Reach(page.Notice.PrivacyContact)))}</p>
        </section>
        """;

    private static Html New(RequestFormView page)
    {
        var email = new FormField(page.Texts, "email", page.Texts.Own("requestEmail"), page.Texts.Own("requestEmailHint"), ErrorOf(page, "email", "requestErrorEmail"));
        var tooLong = page.Texts.Own("requestErrorMessage").Replace("{number}", RequestRules.LongestMessage.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        var message = new FormField(page.Texts, "message", page.Texts.Own("requestMessage"), page.Texts.Own("requestMessageHint"), IsWrong(page, "message") ? tooLong : null);
        return $"""
            <form method="post" action="requests" class="card form">
            <input type="hidden" name="lang" value="{page.Texts.Lang}">
            {Types(page)}
            {email.Write($"""<input type="email" name="email" id="email" value="{page.Input.Email}" maxlength="{RequestRules.LongestEmail}" autocomplete="email" dir="ltr" required{email.Attributes}>""")}
            {message.Write($"""
                <textarea name="message" id="message" rows="4" maxlength="{RequestRules.LongestMessage}" dir="auto"{message.Attributes}>
                {page.Input.Message}</textarea>
                """)}
            {(page.IsKnown ? $"""<p class="small">{page.Texts.Own("requestBrowser")}</p>""" : Html.Empty)}
            <p class="actions"><button name="action" value="send" class="primary">{page.Texts.Own("requestSend")}</button></p>
            </form>
            """;
    }

    private static Html Types(RequestFormView page)
    {
        var error = ErrorOf(page, "type", "requestErrorType");
        return $"""
            <fieldset class="options"{(error is null ? Html.Empty : FormField.WrongBy("type"))}>
            <legend>{page.Texts.Own("requestType")}</legend>
            {FormField.Message("type", error)}
            {Html.Each(page.Types.Index(), type => Option(page, WireNames<RequestType>.Of(type.Item), isFirstWrong: error is not null && type.Index == 0))}
            </fieldset>
            """;
    }

    private static Html Option(RequestFormView page, string type, bool isFirstWrong) =>
        $"""
        <label><input type="radio" name="type" value="{type}" required{Html.Flag("checked", page.Input.Type == type || page.Types.Count == 1)}{Html.Flag("autofocus", isFirstWrong)}><span>{page.Texts.Own($"request_{type}")}</span></label>

        """;

    private static Html Earlier(RequestFormView page)
    {
        var number = new FormField(page.Texts, "number", page.Texts.Own("requestNumber"), page.Texts.Own("requestNumberHint"), ErrorOf(page, "number", "requestErrorNumber"));
        return $"""
            <details class="card facts-fold"{Html.Flag("open", IsWrong(page, "number"))}>
            <summary><h2>{page.Texts.Own("requestFind")}</h2></summary>
            <form method="post" action="requests" class="form">
            <input type="hidden" name="lang" value="{page.Texts.Lang}">
            {number.Write($"""<input type="text" name="number" id="number" value="{page.Input.Number}" maxlength="40" autocomplete="off" autocapitalize="none" spellcheck="false" dir="ltr" required{number.Attributes}>""")}
            <p class="actions"><button name="action" value="find">{page.Texts.Own("requestOpen")}</button></p>
            </form>
            </details>
            """;
    }

    private static bool IsWrong(RequestFormView page, string field) => page.Input.Errors?.Has(field) == true;

    private static string? ErrorOf(RequestFormView page, string field, string text) => IsWrong(page, field) ? page.Texts.Own(text) : null;
}
