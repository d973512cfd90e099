using ConsentHub.Consents;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>What is said here, in the terms of the Data Privacy Vocabulary, version 2 (https://w3id.org/dpv).</summary>
internal static class Dpv
{
    private const string Terms = "https://w3id.org/dpv#";

    /// <summary>An act of the person or their guardian, never silence.</summary>
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

    /// <summary>The nearest purpose for the four usual categories; null for one that a site made up.</summary>
    public static string? Purpose(string category) => category switch
    {
        "auth" => $"{Terms}RequestedServiceProvision",
        "preferences" => $"{Terms}ServicePersonalisation",
        "analytics" => $"{Terms}ServiceUsageAnalytics",
        "marketing" => $"{Terms}Marketing",
        _ => null,
    };

    /// <summary>What became of an optional category; null if nobody consents or objects to such a basis.</summary>
    public static string? State(LegalBasis basis, bool granted, ConsentAction action) => basis switch
    {
        LegalBasis.Consent => ConsentState(granted, action),
        LegalBasis.LegitimateInterests => granted ? $"{Terms}LegitimateInterestNotObjected" : $"{Terms}LegitimateInterestObjected",
        _ => null,
    };

    /// <remarks>Who saves with a category off may have allowed it before; this record alone can't tell, and says refused.</remarks>
    public static string ConsentState(bool granted, ConsentAction action) => Terms + (granted, action) switch
    {
        (true, ConsentAction.Renew) => "RenewedConsentGiven",
        (true, _) => "ConsentGiven",
        (false, ConsentAction.Withdraw) => "ConsentWithdrawn",
        _ => "ConsentRefused",
    };
}
