using ConsentHub.Pages.Texts;

namespace ConsentHub.Intake;

/// <summary>What the messages say, in one language.</summary>
/// <param name="page">The page of the request; null if its address is not known.</param>
internal sealed class RequestMailTexts(UiTexts texts, Uri? page)
{
    public (string Subject, string Body) Code(string site, string code, Guid id) => Of("mail_code", site, id, ("code", $"{code[..4]} {code[4..]}"));

    /// <remarks>A deadline at midnight ends the day before.</remarks>
    public (string Subject, string Body) Opened(string site, DateTimeOffset due, Guid id) => Of("mail_opened", site, id, ("date", texts.Date(due.AddTicks(-1))));

    public (string Subject, string Body) Closed(string site, Guid id) => Of("mail_closed", site, id);

    private (string Subject, string Body) Of(string key, string site, Guid id, params ReadOnlySpan<(string Name, string Value)> more)
    {
        ReadOnlySpan<(string Name, string Value)> values = [("id", id.ToString()), .. more, ("site", site)];
        return (Filled($"{key}_subject", values), $"{Filled(key, values)}\n{(page is null ? "" : $"\n{page.AbsoluteUri}\n")}");
    }

    /// <summary>The site's name is filled in last, so that braces in it stay as they are.</summary>
    private string Filled(string key, ReadOnlySpan<(string Name, string Value)> values)
    {
        var text = texts.Own(key);
        foreach (var (name, value) in values)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);

        return text;
    }
}
