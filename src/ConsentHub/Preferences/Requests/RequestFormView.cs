using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>What the form for a request shows.</summary>
/// <param name="CanMail">Whether the hub can send a code. If not, the page names the privacy contact instead of a form.</param>
/// <param name="IsKnown">Whether the request also covers the records of this browser.</param>
internal sealed record RequestFormView(
    Site Site, NoticeView Notice, UiTexts Texts, IReadOnlyList<RequestType> Types, bool CanMail, bool IsKnown, RequestInput Input);

/// <summary>What a visitor entered, and which fields of it are wrong. The page shows both again.</summary>
/// <param name="Number">The number of an earlier request.</param>
internal sealed record RequestInput(string? Type = null, string? Email = null, string? Message = null, string? Number = null, FieldErrors? Errors = null);
