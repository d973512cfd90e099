using System.Buffers.Binary;
using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Sites.Notices;

namespace ConsentHub.Bench.Fill;

/// <summary>Generates the choices of visitors, the same for the same seed.</summary>
internal sealed class Visits(Random random, SiteDirectory directory)
{
    /// <summary>How many visitors may return.</summary>
    private const int Remembered = 100_000;

    /// <summary>Longer than any choice waits to be sent, so that none of them is a repeat of the one before.</summary>
    private static readonly TimeSpan NoRepeat = TimeSpan.FromHours(11);

    private static readonly (string Region, int Weight)[] Regions =
        [("NO", 30), ("DE", 20), ("FR", 10), ("GB", 8), ("SE", 6), ("US", 8), ("US-CA", 6), ("JP", 2), (Sites.Model.Regions.Unknown, 10)];

    private static readonly (ConsentSource Source, int Weight)[] Sources =
        [(ConsentSource.Banner, 80), (ConsentSource.Preferences, 10), (ConsentSource.Placeholder, 4), (ConsentSource.Api, 3), (ConsentSource.Nojs, 2), (ConsentSource.Signal, 1)];

    private static readonly string[] Pages = ["/", "/shop", "/shop/ethiopia", "/shop/colombia,washed", "/om-oss/åpningstider", "/guide/\"v60\"", "/checkout"];

    private readonly Dictionary<int, Guest[]> guests = [];
    private readonly Dictionary<int, int> visits = [];

    public async Task<ConsentDraft> NextAsync(Site site, DateTimeOffset now)
    {
        var notice = site.Latest;
        var known = guests.TryGetValue(site.Number, out var all) ? all : guests[site.Number] = new Guest[Remembered];
        var count = visits.GetValueOrDefault(site.Number);
        visits[site.Number] = count + 1;

        var slot = count % Remembered;
        var returning = default(Guest?);
        if (count > 0 && random.Next(100) < 25)
        {
            slot = random.Next(Math.Min(count, Remembered));
            returning = now - known[slot].Last > NoRepeat ? known[slot] : null;
        }

        var id = NewId(now);
        var visitor = returning?.Visitor ?? NewVisitor();
        var region = Pick(Regions);
        var action = returning is null ? FirstAction() : LaterAction();
        var granted = Granted(notice, action);
        known[slot] = new Guest(visitor, id, now);
        var content = new ChoiceContent
        {
            Id = id,
            Visitor = visitor,
            Notice = notice.Version,
            Lang = random.Next(4) == 0 ? "en" : "de",
            Region = region,
            Model = Sites.Model.Regions.ModelOf(notice.Content, Sites.Model.Regions.RuleFor(notice.Content, region)),
            Banner = 0x3f2a_91c4_07de_5b68,
            Action = action,
            Source = Pick(Sources),
            Granted = granted,
            Services = action == ConsentAction.Save ? Services(notice, granted) : ServiceChoices.None,
            Gpc = random.Next(100) < 8,
            Previous = returning?.LastId,
            Page = random.Next(10) < 6 ? Pages[random.Next(Pages.Length)] : null,
        };
        var elapsed = random.Next(50) == 0 ? TimeSpan.FromMinutes(random.Next(1, 600)) : TimeSpan.FromMilliseconds(random.Next(1500));
        var shown = await directory.FindShownAsync(site, notice, content.Lang, content.Region, CancellationToken.None)
            ?? throw new InvalidOperationException($"Site {site.Key} has no text in {content.Lang} for {content.Region}.");
        return new ConsentDraft(site.Number, content, random.Next(20) == 0 ? Sites.Model.Regions.Unknown : region, content.Gpc, elapsed, ChoiceLifetime.Of(content, notice), IsHonoured: true, shown, notice);
    }

    private ConsentAction FirstAction() => random.Next(100) switch
    {
        < 48 => ConsentAction.AcceptAll,
        < 85 => ConsentAction.RejectAll,
        _ => ConsentAction.Save,
    };

    private ConsentAction LaterAction() => random.Next(100) switch
    {
        < 40 => ConsentAction.Save,
        < 60 => ConsentAction.Withdraw,
        < 65 => ConsentAction.Object,
        < 85 => ConsentAction.RejectAll,
        _ => ConsentAction.AcceptAll,
    };

    private ulong Granted(PublishedNotice notice, ConsentAction action) => action switch
    {
        ConsentAction.AcceptAll => notice.Asked,
        ConsentAction.RejectAll or ConsentAction.Withdraw => notice.Required,
        _ => notice.Required | (notice.Optional & (ulong)random.NextInt64()),
    };

    /// <summary>Sometimes one service differs from its category.</summary>
    private ServiceChoices Services(PublishedNotice notice, ulong granted)
    {
        var optional = notice.Services.Where(s => !s.Category.Category.Required).ToList();
        if (random.Next(4) != 0 || optional.Count == 0)
            return ServiceChoices.None;

        var service = optional[random.Next(optional.Count)];
        return ServiceChoices.Of([(service.Number, (granted & service.Category.Bit) == 0)]);
    }

    private T Pick<T>((T Value, int Weight)[] choices)
    {
        var left = random.Next(choices.Sum(c => c.Weight));
        foreach (var (value, weight) in choices)
        {
            if ((left -= weight) < 0)
                return value;
        }

        throw new InvalidOperationException("Weights add up to less than their sum.");
    }

    private Visitor NewVisitor()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Visitor(bytes);
    }

    /// <summary>A UUIDv7 whose random part comes from the seed.</summary>
    private Guid NewId(DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(now.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes[2..], (uint)now.ToUnixTimeMilliseconds());
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0f));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3f));
        return new Guid(bytes, bigEndian: true);
    }

    private readonly record struct Guest(Visitor Visitor, Guid LastId, DateTimeOffset Last);
}
