using ConsentHub.Pages.Texts;

namespace ConsentHub.Intake;

/// <summary>What the messages say, in one language.</summary>
/// <param name="page">The page of the request; null if its address is not known.</param>
internal sealed class RequestMailTexts(UiTexts texts, Uri? page)
{
    /// <summary>The texts of a language that has none of its own.</summary>
    private static readonly Dictionary<string, string> English = new(StringComparer.Ordinal)
    {
        ["mail_code_subject"] = "{site}: code for your privacy request",
        ["mail_code"] =
            """
            Somebody entered your e-mail address for a privacy request to {site}. If it was you, enter this code to confirm the request:

                {code}

            The code is valid for 24 hours. Request: {id}

            If it was not you, ignore this message: without the code nothing happens. Give the code to nobody.
            """,
        ["mail_opened_subject"] = "{site}: your privacy request has arrived",
        ["mail_opened"] =
            """
            Your privacy request to {site} is confirmed. You get the answer by {date}, and a message when it is there.

            Request: {id}
            """,
        ["mail_closed_subject"] = "{site}: your privacy request is answered",
        ["mail_closed"] =
            """
            {site} has answered your privacy request. You can read the answer for 90 days where you sent the request.

            Request: {id}
            """,
    };

    public (string Subject, string Body) Code(string site, string code, Guid id) => Of("mail_code", site, id, ("code", $"{code[..4]} {code[4..]}"));

    public (string Subject, string Body) Opened(string site, DateTimeOffset due, Guid id) => Of("mail_opened", site, id, ("date", texts.Date(due)));

    public (string Subject, string Body) Closed(string site, Guid id) => Of("mail_closed", site, id);

    private (string Subject, string Body) Of(string key, string site, Guid id, params ReadOnlySpan<(string Name, string Value)> more)
    {
        ReadOnlySpan<(string Name, string Value)> values = [("id", id.ToString()), .. more, ("site", site)];
        return (Filled($"{key}_subject", values), $"{Filled(key, values)}\n{(page is null ? "" : $"\n{page.AbsoluteUri}\n")}");
    }

    /// <summary>The site's name is filled in last, so that braces in it stay as they are.</summary>
    private string Filled(string key, ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = texts.FindOwn(key) ?? English[key];
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);

        return text;
    }
}
