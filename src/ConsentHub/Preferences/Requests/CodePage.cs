using ConsentHub.Intake;
using ConsentHub.Pages;

namespace ConsentHub.Preferences.Requests;

/// <summary>Asks for the code that was sent by mail.</summary>
internal static class CodePage
{
    /// <param name="isSent">Whether a code was sent just now.</param>
    /// <param name="error">Null if no wrong code was entered.</param>
    /// <param name="input">The wrong code.</param>
    public static Html Write(RequestView page, bool isSent, string? error, string? input)
    {
        var code = new FormField(page.Texts, "code", page.Texts.Own("codeLabel"), Hint: null, error);
        return Layout.Write(
            page.Site.Latest.Content.Name, page.Notice.Dir, page.Texts, page.Texts.Own("codeTitle"),
            $"""
            <section class="card form">
            <p class="lead"{(isSent ? Html.Of($" role=\"status\"") : Html.Empty)}>{page.Texts.Own(isSent ? "codeSent" : "codeAsk")}</p>
            <form method="post" action="{page.Id.ToString()}" class="form">
            <input type="hidden" name="lang" value="{page.Texts.Lang}">
            {code.Write($"""<input type="text" class="code" name="code" id="code" value="{input}" inputmode="numeric" autocomplete="one-time-code" maxlength="{RequestCodes.Digits * 2}" dir="ltr" required{code.Attributes}>""")}
            <p class="actions"><button name="action" value="confirm" class="primary">{page.Texts.Own("codeConfirm")}</button></p>
            </form>
            <form method="post" action="{page.Id.ToString()}">
            <input type="hidden" name="lang" value="{page.Texts.Lang}">
            <p class="actions"><button name="action" value="renew">{page.Texts.Own("codeRenew")}</button></p>
            </form>
            <p class="small">{page.Texts.Own("requestNumber")}: <code dir="ltr">{page.Id.ToString()}</code></p>
            </section>
            {page.Back}
            {ContactSection.Write(page.Site, page.Notice, page.Texts)}
            """,
            page.Notice.Languages, RequestView.Root);
    }
}
