using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>The terms of the Data Privacy Vocabulary, version 2 (https://w3id.org/dpv), that receipts use.</summary>
internal static class Dpv
{
    private const string Terms = "https://w3id.org/dpv#";

    /// <summary>Consent by an act of the person or their guardian, never by silence.</summary>
    public const string ExpressedConsent = $"{Terms}ExpressedConsent";

    public static string Basis(LegalBasis basis) => Terms + basis switch
    {
        LegalBasis.Consent => "Consent",
        LegalBasis.Contract => "Contract",
        LegalBasis.LegalObligation => "LegalObligation",
        LegalBasis.VitalInterests => "VitalInterest",
        LegalBasis.PublicTask => "PublicInterest",
        LegalBasis.LegitimateInterests => "LegitimateInterest",
        _ => throw new ArgumentOutOfRangeException(nameof(basis), basis, null),
    };

    /// <summary>The nearest purpose for the four usual categories; null for a category that a site defined itself.</summary>
    public static string? Purpose(string category) => category switch
    {
        "auth" => $"{Terms}RequestedServiceProvision",
        "preferences" => $"{Terms}ServicePersonalisation",
        "analytics" => $"{Terms}ServiceUsageAnalytics",
        "marketing" => $"{Terms}Marketing",
        _ => null,
    };

    /// <summary>State of consent or objection for a category; null if its legal basis allows neither.</summary>
    public static string? State(LegalBasis basis, bool granted, ConsentAction action) => basis switch
    {
        LegalBasis.Consent => ConsentState(granted, action),
        LegalBasis.LegitimateInterests => granted ? $"{Terms}LegitimateInterestNotObjected" : $"{Terms}LegitimateInterestObjected",
        _ => null,
    };

    /// <remarks>A visitor who saves with a category off may have allowed it before. The record alone does not show that, so the state is <c>ConsentRefused</c>, not <c>ConsentWithdrawn</c>.</remarks>
    public static string ConsentState(bool granted, ConsentAction action) => Terms + (granted, action) switch
    {
        (true, ConsentAction.Renew) => "RenewedConsentGiven",
        (true, _) => "ConsentGiven",
        (false, ConsentAction.Withdraw) => "ConsentWithdrawn",
        _ => "ConsentRefused",
    };
}
