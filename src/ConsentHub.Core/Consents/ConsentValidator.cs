using System.Buffers;
using System.Globalization;
using ConsentHub.Audit;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Consents;

/// <summary>Checks a choice against the schema and the notice it names, and collects all errors.</summary>
internal sealed class ConsentValidator(ConsentRequest request, Site site, Caller caller)
{
    private const int MaxPage = 256;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly FieldErrors errors = new();

    /// <summary>Returns the draft, or null and the errors.</summary>
    /// <param name="notice">The notice that the request names; null if it does not exist.</param>
    /// <param name="shown">That notice in the language and region of the request; null if the notice lacks the language or the region does not exist.</param>
    /// <param name="regionSeen">The region that the server resolved.</param>
    public (ConsentDraft? Draft, FieldErrors Errors) Validate(PublishedNotice? notice, ShownNotice? shown, string regionSeen, bool gpcSeen)
    {
        var id = Uuid7("id", request.Id);
        if (!VisitorId.TryParse(request.VisitorId, out var visitor))
            errors.Add("visitorId", "must be 16 random bytes as exactly 22 characters of base64url");

        var banner = Banner();
        var action = Action();
        var source = Word<ConsentSource>("source", request.Source);
        var model = Word<ConsentModel>("model", request.Model);
        var previous = request.Previous is null ? null : Uuid7("previous", request.Previous);
        if (request.Gpc is null)
            errors.Add("gpc", "is missing; must be true or false");
        if (request.Choices is null)
            errors.Add("choices", "is missing; must name every category of the notice");

        CheckPage(notice);
        CheckElapsed(notice);
        if (request.Notice is null)
            errors.Add("notice", "is missing; must be the version of the notice that was shown");
        else if (notice is null)
            errors.Add("notice", $"must be a published version of this site, 1 to {Text(site.Latest.Version)}");

        if (notice is null)
            return (null, errors);

        CheckLanguage(notice);
        CheckRegion(notice, model);
        var granted = Granted(notice, action);
        var services = Services(notice, action);
        CheckAge(notice, action, granted, services);
        // If no shown notice was found, the errors include the language or the region.
        if (errors.Any || shown is null)
            return (null, errors);

        var content = new ChoiceContent
        {
            Id = id!.Value,
            Visitor = visitor.In(site.Key),
            Notice = notice.Version,
            Lang = request.Lang!,
            Region = request.Region!,
            Model = model!.Value,
            Banner = banner,
            Action = action!.Value,
            Source = source!.Value,
            Granted = granted,
            Services = services,
            Gpc = request.Gpc!.Value,
            Previous = previous,
            Page = request.Page,
        };
        var isValid = notice.Version >= site.Latest.ValidSince;
        return (new ConsentDraft(site.Number, content, regionSeen, gpcSeen, TimeSpan.FromMilliseconds(request.Elapsed!.Value), ChoiceLifetime.Of(content, notice), isValid, shown, site.Latest, caller.Key), errors);
    }

    private Guid? Uuid7(string field, string? text)
    {
        if (text is { Length: 36 } && Guid.TryParseExact(text, "D", out var id) && id.Version == 7 && (id.Variant & 0b1100) == 0b1000)
            return id;

        errors.Add(field, text is null ? "is missing; must be a UUIDv7" : "must be a UUIDv7, such as 0198c5a0-7d4e-7c3a-9f00-0123456789ab");
        return null;
    }

    private ConsentAction? Action()
    {
        if (WireNames<ConsentAction>.TryParse(request.Action, out var value) && ConsentWords.MayUse(caller, value))
            return value;

        NoWord("action", request.Action, ConsentWords.ActionsFor(caller));
        return null;
    }

    private T? Word<T>(string field, string? word)
        where T : struct, Enum
    {
        if (WireNames<T>.TryParse(word, out var value))
            return value;

        NoWord(field, word, WireNames<T>.All);
        return null;
    }

    private void NoWord(string field, string? word, string allowed) => errors.Add(field, $"{(word is null ? "is missing; " : "")}must be one of {allowed}");

    private ulong Banner()
    {
        if (request.Banner is { Length: 16 } text && !text.AsSpan().ContainsAnyExcept(LowerHex))
            return ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        errors.Add("banner", "must be the first 16 hex characters of the SHA-256 of the banner's code, lower case");
        return 0;
    }

    private void CheckPage(PublishedNotice? notice)
    {
        if (request.Page is not { } page)
            return;

        if (!(notice ?? site.Latest).Content.Consent.RecordPage)
            errors.Add("page", "must be absent: this notice does not ask for the page");
        else if (page.Length is 0 or > MaxPage || page[0] != '/' || page.AsSpan().ContainsAny('?', '#') || page.Any(char.IsControl))
            errors.Add("page", $"must be a path that begins with / and has at most {MaxPage} characters, without query and fragment");
    }

    private void CheckElapsed(PublishedNotice? notice)
    {
        var longest = (notice ?? site.Latest).ReaskIn(request.Region ?? Regions.Unknown).Longest.TotalMilliseconds;
        if (request.Elapsed is null)
            errors.Add("elapsed", "is missing; must be the milliseconds since the decision");
        else if (request.Elapsed < 0 || request.Elapsed > longest)
            errors.Add("elapsed", $"must be 0 to {longest.ToString("F0", CultureInfo.InvariantCulture)} milliseconds, the lifetime of a choice");
    }

    private void CheckLanguage(PublishedNotice notice)
    {
        if (request.Lang is null || !notice.Content.Languages.Contains(request.Lang, StringComparer.Ordinal))
            errors.Add("lang", $"must be a language of notice {Text(notice.Version)}: {string.Join(", ", notice.Content.Languages)}");
    }

    private void CheckRegion(PublishedNotice notice, ConsentModel? model)
    {
        var region = request.Region;
        var every = region == Regions.Every && notice.IsAlikeEverywhere;
        if (region is null || (!every && !Regions.IsKnown(region)))
            errors.Add("region", "must be the region named by the notice: an ISO 3166 code, ZZ for unknown, or * if all regions have the same rules");
        else if (model is { } shown && shown != Regions.ModelOf(notice.Content, Regions.RuleFor(notice.Content, region)))
            errors.Add("model", $"must be the model of region {region} under notice {Text(notice.Version)}");
    }

    private ulong Granted(PublishedNotice notice, ConsentAction? action)
    {
        if (request.Choices is not { } choices)
            return 0;

        foreach (var id in choices.Keys)
        {
            if (notice.FindCategory(id) is null)
                errors.Add($"choices.{FieldErrors.Shorten(id)}", $"is not a category of notice {Text(notice.Version)}");
        }

        var granted = 0UL;
        foreach (var category in notice.Categories)
        {
            var id = category.Category.Id;
            if (!choices.TryGetValue(id, out var value))
                errors.Add($"choices.{id}", "is missing; every category of the notice must be named");
            else if (category.Category.Required && !value)
                errors.Add($"choices.{id}", "must be true: the category is required");
            else if (value)
                granted |= category.Bit;
        }

        CheckAgainstAction(notice, action, granted);
        return granted;
    }

    private void CheckAgainstAction(PublishedNotice notice, ConsentAction? action, ulong granted)
    {
        if (errors.Any)
            return;

        var optional = granted & notice.Optional;
        if (action is ConsentAction.AcceptAll && optional != notice.Optional)
            errors.Add("choices", "must all be true under accept_all; use the action save for anything else");
        else if (action is ConsentAction.RejectAll or ConsentAction.Withdraw && optional != 0)
            errors.Add("choices", $"must all be false, except required ones, under {WireNames<ConsentAction>.Of(action.Value)}; use the action save for anything else");
    }

    /// <summary>Applies to every caller: a choice that grants anything optional requires the visitor's age, unless a guardian decides.</summary>
    private void CheckAge(PublishedNotice notice, ConsentAction? action, ulong granted, ServiceChoices services)
    {
        if (notice.Content.Age is not { } age || action == ConsentAction.Guardian || request.OfAge == true)
            return;

        if ((granted & notice.Optional) != 0 || services.All().Any(s => s.Granted))
            errors.Add("ofAge", $"must be true if anything optional is granted: ask the visitor's age first; the age must be {Text(age.Threshold)} or more");
    }

    private ServiceChoices Services(PublishedNotice notice, ConsentAction? action)
    {
        if (request.Services is not { Count: > 0 } services)
            return ServiceChoices.None;

        if (action is not (null or ConsentAction.Save))
            errors.Add("services", "must be absent unless the action is save");

        var chosen = new List<(int, bool)>();
        foreach (var (id, granted) in services)
        {
            var field = $"services.{FieldErrors.Shorten(id)}";
            if (notice.FindService(id) is not { } service)
                errors.Add(field, $"is not a service of notice {Text(notice.Version)}");
            else if (service.Category.Category.Required)
                errors.Add(field, "can't be chosen: its category is required");
            else if (request.Choices?.TryGetValue(service.Category.Category.Id, out var category) == true && category == granted)
                errors.Add(field, "must differ from its category; name only services that do");
            else
                chosen.Add((service.Number, granted));
        }

        return ServiceChoices.Of(chosen);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The sender of a choice: a browser or app, or a caller with an API key.</summary>
/// <param name="Key">Id of the API key; null for a public call.</param>
internal readonly record struct Caller(long? Key)
{
    public static readonly Caller Public;

    public bool IsKeyed => Key is not null;

    public Actor Actor => Key is { } id ? new Actor(ActorKind.Key, id) : throw new InvalidOperationException("A public caller has no actor.");
}

/// <summary>The allowed values that depend on the caller, and the type that each field must have.</summary>
internal static class ConsentWords
{
    private const string Public = "accept_all, reject_all, save, withdraw, object, gpc";

    public static bool MayUse(Caller caller, ConsentAction action) =>
        caller.IsKeyed || action is not (ConsentAction.Guardian or ConsentAction.Renew or ConsentAction.Import);

    public static string ActionsFor(Caller caller) => !caller.IsKeyed ? Public : Public + ", guardian, renew, import";

    /// <summary>The expected type, for a field whose value has the wrong type.</summary>
    public static string Expected(string field) => field switch
    {
        "notice" => "must be a whole number: the version of the notice",
        "elapsed" => "must be a whole number of milliseconds",
        "gpc" or "ofAge" => "must be true or false",
        "choices" or "services" => "must be an object with true or false for each id",
        _ when field.StartsWith("choices", StringComparison.Ordinal) || field.StartsWith("services", StringComparison.Ordinal) => "must be true or false",
        _ => "must be a string",
    };
}
