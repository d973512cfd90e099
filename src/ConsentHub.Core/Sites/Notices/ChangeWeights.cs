namespace ConsentHub.Sites.Notices;

/// <summary>Decides which changes of a notice make an earlier choice invalid.</summary>
internal static class ChangeWeights
{
    /// <summary>Visitors are asked again about a change in what is done with data, by whom or for how long. Other listed changes only inform them.</summary>
    public static ChangeWeight Of(ChangeKind kind) => kind switch
    {
        ChangeKind.CategoryAdded => ChangeWeight.Ask,
        ChangeKind.CategoryRemoved => ChangeWeight.Tell,
        ChangeKind.CategoryRequired => ChangeWeight.Ask,
        ChangeKind.CategoryOptional => ChangeWeight.Ask,
        ChangeKind.ServiceAdded => ChangeWeight.Ask,
        ChangeKind.ServiceRemoved => ChangeWeight.Tell,
        ChangeKind.ServiceMoved => ChangeWeight.Ask,
        ChangeKind.PurposeAdded => ChangeWeight.Ask,
        ChangeKind.ProviderChanged => ChangeWeight.Ask,
        ChangeKind.BasisChanged => ChangeWeight.Ask,
        ChangeKind.CookieAdded => ChangeWeight.Tell,
        ChangeKind.CookieLonger => ChangeWeight.Ask,
        ChangeKind.SafeguardChanged => ChangeWeight.Tell,
        ChangeKind.SafeguardWeaker => ChangeWeight.Ask,
        ChangeKind.TransferAdded => ChangeWeight.Ask,
        ChangeKind.ControllerChanged => ChangeWeight.Ask,
        ChangeKind.ContactChanged => ChangeWeight.Tell,
        ChangeKind.DefaultOn => ChangeWeight.Tell,
        ChangeKind.GpcIgnored => ChangeWeight.Ask,
        ChangeKind.LifetimeLonger => ChangeWeight.Ask,
        ChangeKind.ModelStricter => ChangeWeight.Ask,
        ChangeKind.ModelLaxer => ChangeWeight.Tell,
        ChangeKind.AgeRaised => ChangeWeight.Ask,
        ChangeKind.PageRecorded => ChangeWeight.Tell,
        ChangeKind.DevicesJoined => ChangeWeight.Ask,
        ChangeKind.ResidencyChanged => ChangeWeight.Ask,
        ChangeKind.RetentionAdded => ChangeWeight.Tell,
        ChangeKind.RetentionDropped => ChangeWeight.Ask,
        ChangeKind.RetentionLonger => ChangeWeight.Ask,
        ChangeKind.SaleWidened => ChangeWeight.Ask,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No weight is decided for this kind of change."),
    };
}
