using ConsentHub.Consents;
using ConsentHub.Jurisdictions;
using ConsentHub.Pages.Notices;
using ConsentHub.Pages.Texts;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Preferences.Model;

/// <summary>Everything that the page shows to one visitor.</summary>
internal sealed record PageView
{
    public required Site Site { get; init; }
    public required NoticeView Notice { get; init; }
    public required UiTexts Texts { get; init; }
    public required Decision Effective { get; init; }
    public required FormStamp Stamp { get; init; }

    /// <summary>What holds where the visitor is; null if the region is unknown.</summary>
    public Jurisdiction? Jurisdiction { get; init; }

    /// <summary>The visitor's current record; null before a choice.</summary>
    public ConsentResponse? Choice { get; init; }

    /// <summary>Whether the choice was made under a laxer consent model than the present one.</summary>
    public bool TooLax { get; init; }

    public IReadOnlyList<PastChoice> History { get; init; } = [];

    /// <summary>The cursor of the choices earlier than <see cref="History"/>; null if there are none.</summary>
    public string? Earlier { get; init; }

    /// <summary>Whether this page and the website share their cookies, so that the website reads the choice made here.</summary>
    public bool SharesCookies { get; init; }

    /// <summary>Whether a visitor of this browser stated an age below the notice's threshold, so that nothing optional can be switched on.</summary>
    public bool IsLocked { get; init; }

    public PageEvent Event { get; init; }
}

/// <summary>The event that the top of the page reports.</summary>
internal enum PageEvent
{
    None,
    Saved,

    /// <summary>The visitor arrived with an id from a page of the site.</summary>
    FromSite,

    /// <summary>The visitor arrived with an id from an unknown sender. The page shows the state, and the visitor can't change anything.</summary>
    FromUnnamed,

    /// <summary>The visitor is younger than the notice's age threshold; nothing was stored.</summary>
    TooYoung,

    /// <summary>A new notice was published between the form and its submission; nothing was stored.</summary>
    NoticeChanged,
}

/// <summary>Hidden fields of a form. Because of them the record names what was shown, and a form that is sent twice creates only one record.</summary>
/// <param name="Id">The record's id.</param>
/// <param name="Banner">The build of the page.</param>
/// <param name="Previous">The visitor's current record.</param>
/// <param name="Seed">Random seed of a new visitor's id; absent if the visitor is known.</param>
internal sealed record FormStamp(string Id, int Notice, string Lang, string Region, string Banner, string? Previous, string? Seed);

/// <param name="Id">The record's id.</param>
/// <param name="Granted">Names of the optional categories and single services that the choice granted.</param>
/// <param name="Except">Names of the services that the choice denied within a granted category.</param>
internal sealed record PastChoice(string Id, DateTimeOffset DecidedAt, ConsentAction Action, IReadOnlyList<string> Granted, IReadOnlyList<string> Except);
