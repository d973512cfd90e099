using System.Text.Json.Serialization;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Decisions;

/// <summary>Whether a visitor allows something, and why.</summary>
/// <param name="Category">The category that decides.</param>
/// <param name="Service">The service that decides; null if the category does.</param>
internal readonly record struct Decision(DecisionReason Reason, NumberedCategory Category, NumberedService? Service = null)
{
    /// <summary>Every reason not named here is a no, including those that a later version adds.</summary>
    public bool IsAllowed => Reason is DecisionReason.Required or DecisionReason.Granted or DecisionReason.Default;
}

/// <summary>Why something is allowed or not. The first three allow it, beginning with the firmest.</summary>
[JsonConverter(typeof(WireEnum<DecisionReason>))]
internal enum DecisionReason
{
    /// <summary>The category is always on.</summary>
    Required,

    /// <summary>A valid choice allows it.</summary>
    Granted,

    /// <summary>No valid choice exists, and the model of the region has it on until the visitor refuses.</summary>
    Default,

    /// <summary>The visitor refused it. A refusal never expires by itself.</summary>
    Refused,

    /// <summary>Like <see cref="Refused"/>, by a withdrawal or an objection.</summary>
    Withdrawn,

    /// <summary>Global Privacy Control denies it.</summary>
    Gpc,

    /// <summary>The visitor was never asked, or nothing is stored, and the model of the region has it off until the visitor allows it.</summary>
    NoChoice,

    /// <summary>The visitor allowed it, and the lifetime of that choice is over.</summary>
    Expired,

    /// <summary>The visitor chose before the site changed materially.</summary>
    Outdated,

    /// <summary>The visitor allowed it under <c>opt_out</c> or <c>notice_only</c>, which is no consent under <c>opt_in</c>.</summary>
    StricterModel,

    /// <summary>The visitor's records are being erased.</summary>
    Erasing,

    /// <summary>The person asked the site to restrict the use of their data (GDPR Art. 18), and the restriction is in force. It goes before everything else.</summary>
    Restricted,
}
