using System.Globalization;
using ConsentHub.Pages.Texts;
using ConsentHub.Requests;
using ConsentHub.Settings;
using ConsentHub.Sites;
using MimeKit;
using MimeKit.Text;

namespace ConsentHub.Intake;

/// <summary>Writes the messages about a privacy request: plain text in the requester's language.</summary>
internal sealed class RequestMessages(RequestCodes codes, HubSettings settings)
{
    /// <returns>Null if there is nobody to write to.</returns>
    public MimeMessage? Write(Site site, RequestMail mail, DateTimeOffset now)
    {
        var request = mail.Request;
        if (settings.Smtp is not { } server || request.Email is null || (mail.Kind == RequestMailKind.Code && mail.Code == 0))
            return null;

        var name = OneLine(site.Latest.Content.Name);
        var texts = new RequestMailTexts(UiTexts.For(request.Lang), FindPage(site, request));
        var (subject, body) = mail.Kind switch
        {
            RequestMailKind.Code => texts.Code(name, codes.CodeOf(request.Id, mail.Code), request.Id),
            RequestMailKind.Opened => texts.Opened(name, request.Due ?? now, request.Id),
            RequestMailKind.Closed => texts.Closed(name, request.Id),
            _ => throw new InvalidOperationException($"No message of the kind {mail.Kind}."),
        };
        var message = new MimeMessage { Subject = subject, Date = now, Body = new TextPart(TextFormat.Plain) { Text = body } };
        message.From.Add(new MailboxAddress(name, server.From));
        message.To.Add(new MailboxAddress(null, request.Email));
        // A reply reaches the site's own staff, not the hub.
        if (EmailAddress.TryParse(site.Latest.Content.PrivacyContact.Email, out var contact))
            message.ReplyTo.Add(new MailboxAddress(name, contact));

        // The same for a message that is sent again, so that the recipient's server can drop the repeat.
        message.MessageId = string.Create(
            CultureInfo.InvariantCulture, $"{request.Id:N}.{mail.Kind.ToString().ToLowerInvariant()}{mail.Code}@{server.From[(server.From.IndexOf('@', StringComparison.Ordinal) + 1)..]}");
        // No vacation responder replies to it (RFC 3834).
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    /// <summary>The address of the request's page; null if the hub does not know its own address. It has no secret, because mail passes many servers.</summary>
    private Uri? FindPage(Site site, PrivacyRequest request) => settings.PublicOrigin is { } origin
        ? new Uri($"{origin}{settings.PublicPath}/preferences/{site.Key}/requests/{request.Id}?lang={request.Lang}") : null;

    /// <summary>A name without line breaks and other control characters, which have no place in a header.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();
}
