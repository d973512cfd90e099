using System.Text.Json.Serialization;

namespace ConsentHub.Consents;

/// <summary>The action of the visitor, or of somebody acting for the visitor. The numbers are stored and never change.</summary>
[JsonConverter(typeof(WireEnum<ConsentAction>))]
internal enum ConsentAction
{
    AcceptAll = 0,
    RejectAll = 1,
    Save = 2,

    /// <summary>GDPR Art. 7(3).</summary>
    Withdraw = 3,

    /// <summary>An objection under <c>opt_out</c> or <c>notice_only</c>, GDPR Art. 21.</summary>
    Object = 4,

    /// <summary>Global Privacy Control changed a choice of a visitor who already had an id.</summary>
    Gpc = 5,

    /// <summary>A guardian's decision. Only callers with an API key may record it.</summary>
    Guardian = 6,

    /// <summary>A renewal on behalf of the visitor. Only callers with an API key may record it.</summary>
    Renew = 7,

    /// <summary>A record of another system. Only callers with an API key may record it.</summary>
    Import = 8,
}

/// <summary>Where a choice was made. The numbers are stored and never change.</summary>
[JsonConverter(typeof(WireEnum<ConsentSource>))]
internal enum ConsentSource
{
    Banner = 0,
    Preferences = 1,
    Placeholder = 2,
    Api = 3,
    Nojs = 4,
    Signal = 5,
}
