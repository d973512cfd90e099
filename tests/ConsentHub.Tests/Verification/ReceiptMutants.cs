using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Ledger;
using ConsentHub.Receipts;

namespace ConsentHub.Tests.Verification;

/// <summary>A document, and the keys given to the verifier: none, or these lines.</summary>
internal sealed record Mutant(string Change, byte[] Bytes, string Keys);

/// <summary>Changes receipts in every way in which a forger, an editor or a bad disk might. The same seed makes the same sequence.</summary>
/// <remarks>Some receipts are sealed again with another key after the change, so that the checks after the proof are reached too.</remarks>
internal sealed class ReceiptMutants(IReadOnlyList<JsonObject> receipts, int seed) : IDisposable
{
    private static readonly JsonSerializerOptions[] Spellings =
    [
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping },
        new() { WriteIndented = true },
        new(),
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "1", "-1", "5", "9007199254740991", "9007199254740992", "2147483648", "1.5", "1e3", "5.0", "-0", "1E400", "99999999999999999999999",
        "\"\"", "\" \"", "\"x\"", "\"consent\"", "\"removal\"", "\"duty\"", "\"late\"", "\"refused\"", "\"save\"", "\"renew\"", "\"opt_out\"", "\"legitimate_interests\"", "\"@high@\"", "\"@low@x\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"",
        "\"\\u00a0\"", "\"\\ufeff\"", "\"\\u0085\"", "\"a\\n\"", "\"DE\\n\"", "\"*\"", "\"ZZ\"", "\"2026-02-29T10:00:00.000Z\"", "\"2024-02-29T10:00:00.000Z\"", "\"2026-01-01T24:00:00.000Z\"",
        "\"0000-01-01T00:00:00.000Z\"", "\"0001-01-01T00:00:00.000Z\"", "\"9999-12-31T23:59:59.999Z\"", "\"2026-06-30T23:59:60.000Z\"", "\"2026-01-01T00:00:00Z\"", "\"P1Y\"", "\"P\"", "\"PT\"", "\"P1DT\"",
        "\"https://a.example/\\u2003\"", "\"https://a.example/ä\"", "\"__proto__\"", "[]", "[[]]", "[1,1]", "{}", "{\"__proto__\":1}", "{\"a\":{}}",
    ];

    private static readonly string[] Names = ["x", "", "__proto__", "constructor", "schemaVersion", "granted", "required", "previous", "page", "state", "type", "erasure.backups", "backups", "ünïcode", "\ud83d\ude00"];

    private readonly Random random = new(seed);
    private readonly ECDsa forger = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => forger.Dispose();

    public Mutant Next()
    {
        var receipt = Pick(receipts).DeepClone().AsObject();
        var keys = string.Join('\n', receipt["ledger"]!["keys"]!.AsArray().Select(k => (string)k!));
        var changes = new List<string>();
        for (var more = true; more; more = random.Next(6) == 0)
            changes.Add(random.Next(5) == 0 ? ChangeProof(receipt) : ChangeMember(receipt));

        if (random.Next(2) == 0 && Seal(receipt))
            changes.Add("sealed again");

        // No JSON writer writes half a surrogate pair, so the escape is inserted into the text.
        var text = receipt.ToJsonString(Pick(Spellings)).Replace("@high@", "\\ud800", StringComparison.Ordinal).Replace("@low@", "\\udc00", StringComparison.Ordinal);
        var bytes = random.Next(4) == 0 ? ChangeText(text, changes) : Encoding.UTF8.GetBytes(text);
        return new Mutant(string.Join("; ", changes), bytes, random.Next(8) == 0 ? keys : "");
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private string ChangeMember(JsonObject receipt)
    {
        var places = Containers(receipt).ToList();
        var place = Pick(places);
        var (name, index) = place is JsonObject { Count: > 0 } members ? (Pick([.. members.Select(m => m.Key)]), -1) : ("", place is JsonArray { Count: > 0 } items ? random.Next(items.Count) : -1);
        var path = $"{place.GetPath()} {name}{(index < 0 ? "" : index.ToString(CultureInfo.InvariantCulture))}";
        switch (random.Next(8))
        {
            case 0 when name.Length > 0:
                place.AsObject().Remove(name);
                return $"dropped {path}";
            case 0 when index >= 0:
                place.AsArray().RemoveAt(index);
                return $"dropped {path}";
            case 1 when name.Length > 0:
                var value = place[name]?.DeepClone();
                place.AsObject().Remove(name);
                place[Pick(Names)] = value;
                return $"renamed {path}";
            case 2 when place is JsonObject:
                place[Pick(Names)] = Value();
                return $"added to {path}";
            case 2 when place is JsonArray array:
                array.Insert(random.Next(array.Count + 1), array.Count > 0 && random.Next(2) == 0 ? array[random.Next(array.Count)]?.DeepClone() : Value());
                return $"added to {path}";
            case 3 when name.Length > 0:
                var other = Pick(places);
                var moved = place[name]?.DeepClone();
                if (random.Next(2) == 0)
                    place.AsObject().Remove(name);
                if (other is JsonObject target)
                    target[name] = moved;
                else
                    other.AsArray().Add(moved);
                return $"moved {path} to {other.GetPath()}";
            case 4 when name.Length > 0:
                // The order of members has no meaning.
                var last = place[name]?.DeepClone();
                place.AsObject().Remove(name);
                place[name] = last;
                return $"{path} last";
            case 5 when name.Length > 0:
                place[name] = Alter(place[name]);
                return $"altered {path}";
            case 5 when index >= 0:
                place[index] = Alter(place[index]);
                return $"altered {path}";
            default:
                if (name.Length > 0)
                    place[name] = Value();
                else if (index >= 0)
                    place[index] = Value();
                return $"replaced {path}";
        }
    }

    private JsonNode? Alter(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => !value.GetValue<bool>(),
        JsonValueKind.Number => JsonNode.Parse(value.ToJsonString())!.GetValue<JsonElement>().TryGetInt64(out var number) ? number + Pick([-1, 1, 7]) : Value(),
        JsonValueKind.String => Alter(TextOf(value)),
        _ => Value(),
    };

    private JsonNode? Alter(string text) => text.Length == 0 ? "x" : random.Next(4) switch
    {
        0 => text[..^1],
        1 => text + Pick(["x", " ", "\n", "=", "\u0301", "/r1", "/r0", "0"]),
        2 => text.ToUpperInvariant(),
        _ => WithLetter(text, random.Next(text.Length)),
    };

    private string WithLetter(string text, int at) => text[..at] + Pick(["0", "A", "z", "-", " ", "\u00a0", "9"]) + text[(at + 1)..];

    private JsonNode? Value() => JsonNode.Parse(Pick(Values));

    /// <summary>Half a surrogate pair is no valid text here, so none is kept.</summary>
    private static string TextOf(JsonNode value)
    {
        try
        {
            return value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static IEnumerable<JsonNode> Containers(JsonNode node) => node switch
    {
        JsonObject members => [members, .. members.Where(m => m.Value is not null).SelectMany(m => Containers(m.Value!))],
        JsonArray items => [items, .. items.Where(i => i is not null).SelectMany(i => Containers(i!))],
        _ => [],
    };

    private string ChangeProof(JsonObject receipt)
    {
        if (receipt["ledger"] is not JsonObject ledger || ledger["proof"] is not JsonValue value || TextOf(value) is not { Length: > 0 } proof)
            return "no proof";

        var lines = proof.Split('\n').ToList();
        // An earlier change may have replaced it by a word.
        if (lines.Count < 2)
            return "no proof";

        var at = random.Next(lines.Count);
        var kind = random.Next(9);
        switch (kind)
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(at, lines[at]); break;
            case 2: lines[at] = lines[at].Length == 0 ? "x" : WithLetter(lines[at], random.Next(lines[at].Length)); break;
            case 3: lines.Insert(1, Pick(["extra AAAA", "extra ", "extra !", "extra AB=="])); break;
            case 4: lines.Insert(lines.Count - 1, $"\u2014 {Pick(["other.example/ledger/shop", "a\u0085b", "a\ufeffb", "a+b", ""])} {Pick(["AAAAAAAA", "AAAA", "!", ""])}"); break;
            case 5: lines.Insert(lines.Count - 1, lines[^2][..Math.Max(0, lines[^2].Length - 8)] + "AAAAAAA="); break;
            case 6: lines[at] += Pick(["\r", " ", "\t", "\u007f", "\u0085", "\u2028"]); break;
            case 7: lines.InsertRange(lines.Count - 1, Enumerable.Repeat(lines[^2], random.Next(1, 20))); break;
            default: lines.Add(Pick(["", "x"])); break;
        }

        ledger["proof"] = string.Join('\n', lines);
        return $"proof: {kind} at line {at}";
    }

    /// <summary>Makes a log of only this record, signed with another key. In three of four cases the derived members are derived again.</summary>
    private bool Seal(JsonObject receipt)
    {
        try
        {
            if (receipt["record"] is not JsonObject record || receipt["ledger"] is not JsonObject ledger || ledger["origin"] is null || ledger["salt"] is null)
                return false;
            if (receipt["notice"] is JsonObject notice && random.Next(4) > 0)
                record["noticeHash"] = Base64Url.EncodeToString(SHA256.HashData(CanonicalJson.Serialize(notice)));

            var origin = (string)ledger["origin"]!;
            var leaf = LedgerEntry.HashOf(Convert.FromBase64String((string)ledger["salt"]!), CanonicalJson.Serialize(record));
            var note = SignedNote.Sign(new Checkpoint(origin, 1, leaf).Text, origin, forger);
            (ledger["leafIndex"], ledger["proof"]) = (0, new LogProof(0, [], note).ToString());
            ledger["keys"] = new JsonArray(VerifierKey.Of(origin, forger).ToString());
            receipt["receiptId"] = $"{origin}/0";
            if (random.Next(4) > 0)
            {
                var derived = receipt["notice"] is JsonObject shown ? ReceiptDocument.Derive(record, $"{origin}/0", shown)
                    : receipt["duty"] is null ? ErasureStatement.Derive(record, $"{origin}/0") : DutyDocument.Derive(record, $"{origin}/0");
                foreach (var (name, value) in derived.Where(m => m.Key != "notice").ToList())
                    receipt[name] = value?.DeepClone();
            }

            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or InvalidDataException)
        {
            return false; // the change left nothing that can be sealed
        }
    }

    private byte[] ChangeText(string text, List<string> changes)
    {
        var at = random.Next(text.Length);
        var kind = random.Next(13);
        changes.Add($"text: {kind} at {at}");
        switch (kind)
        {
            case 0: return [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];
            case 1: return Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(text)).ToArray();
            case 2: return Encoding.UTF8.GetBytes(text[..at]);
            case 3:
                var bytes = Encoding.UTF8.GetBytes(text);
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 4: text += Pick(["x", "{}", "\u00a0", "\n\n", "\0", ","]); break;
            case 5: text = Pick(["\u00a0", " \t\r\n", "//\n", "\0"]) + text; break;
            case 6: text = text.Insert(text.IndexOf('{') + 1, Pick(["\"ledger\":{},", "\"record\":null,", "\"\\u0072ecord\":{},", "\"schemaVersion\":\"consenthub/receipt/v1\","])); break;
            case 7: text = Twice(text); break;
            case 8: text = Spelled(text, digit => digit + Pick([".0", "e0", "E+0", ".", "e", "00"])); break;
            case 9: text = Spelled(text, digit => Pick(["0", "-", "+", "0x", "."]) + digit); break;
            case 10: text = text.Replace("\"save\"", "\"\\u0073ave\"", StringComparison.Ordinal).Replace("\"consent\"", "\"c\\u006fnsent\"", StringComparison.Ordinal); break;
            case 11:
                var depth = random.Next(58, 70);
                text = text.Insert(text.LastIndexOf('}'), $",\"x\":{new string('[', depth)}{new string(']', depth)}");
                break;
            default: text = text.Insert(at, Pick([" ", "\n", "\t", "\"", "\\", "\u0001", "\u2028", "é"])); break;
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A member with a simple value, written twice in its object.</summary>
    private string Twice(string text)
    {
        var members = System.Text.RegularExpressions.Regex.Matches(text, "\"[a-zA-Z]+\":\\s?(true|false|[0-9]+|\"[^\"\\\\]*\")", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        var member = members[random.Next(members.Count)];
        return text.Insert(member.Index, member.Value + ",");
    }

    private string Spelled(string text, Func<string, string> spell)
    {
        var numbers = System.Text.RegularExpressions.Regex.Matches(text, "(?<=[:\\[,]\\s*)[0-9]+(?=\\s*[,}\\]])", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5));
        if (numbers.Count == 0)
            return text;

        var number = numbers[random.Next(numbers.Count)];
        return text[..number.Index] + spell(number.Value) + text[(number.Index + number.Length)..];
    }
}
