using System.Text;

namespace ConsentHub.Tests.Verification;

/// <summary>Changes text files in every way in which a forger, an editor or a bad disk might. The same seed makes the same sequence.</summary>
internal sealed class TextMutants(int seed)
{
    private static readonly string[] Ends = ["\n", "\r\n", " ", "x", "\0", "{}\n", "null\n", "\n\n"];
    private static readonly string[] Pieces = ["\r", "\n", "\t", " ", "\"", "'", ",", "{", "}", "\\", "\0", "=", "+", "-", "0", "\u00a0", "\u0085", "\ufeff", "\u2028", "\u2014", ",\"x\":1", ",\"action\":\"save\"", "null", "1e0", ".0", "\\u0061", "\\ud800"];
    private static readonly byte[][] NoText = [[0xff], [0xc3, 0x28], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf]];

    private readonly Random random = new(seed);

    public T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    /// <summary>The text with one change or a few; some changes do not affect its meaning.</summary>
    public byte[] Next(byte[] genuine)
    {
        var mutant = genuine;
        do
        {
            mutant = Change(mutant);
        }
        while (random.Next(5) == 0);

        return mutant;
    }

    private byte[] Change(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        switch (random.Next(16))
        {
            case 0 when at < bytes.Length: return [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]];
            case 1 when at < bytes.Length: return [.. bytes[..at], .. bytes[(at + 1)..]];
            case 2: return [.. bytes[..at], .. Pick(NoText), .. bytes[at..]];
            case 3: return bytes[..at];
            case 4: return [.. bytes, .. Encoding.UTF8.GetBytes(Pick(Ends))];
            case 5: return [.. Encoding.UTF8.Preamble, .. bytes];
            case 6: return [.. bytes[..at], .. Enumerable.Repeat((byte)' ', 20_000), .. bytes[at..]];
            case 7 or 8 or 9 or 10: return Encoding.UTF8.GetBytes(ChangeLines(Encoding.UTF8.GetString(bytes)));
            case 11: return Encoding.UTF8.GetBytes(ChangeBase64(Encoding.UTF8.GetString(bytes)));
            case 12: return Encoding.UTF8.GetBytes(ChangeMember(Encoding.UTF8.GetString(bytes)));
            default: return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Pick(Pieces)), .. bytes[at..]];
        }
    }

    private string ChangeLines(string text)
    {
        var lines = text.Split('\n').ToList();
        var (at, other) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(7))
        {
            case 0: lines.RemoveAt(at); break;
            case 1: lines.Insert(other, lines[at]); break;
            case 2: (lines[at], lines[other]) = (lines[other], lines[at]); break;
            case 3: return text.Replace("\r\n", "\n", StringComparison.Ordinal);
            case 4: return text.Replace("\n", "\r\n", StringComparison.Ordinal);
            case 5: lines[at] = ChangeCells(lines[at], ','); break;
            default: lines[at] = lines[at].Replace(Pick([",", ":", "{"]), Pick([", ", ": ", "{ ", ",,"]), StringComparison.Ordinal); break;
        }

        return string.Join('\n', lines);
    }

    /// <summary>Changes cells of CSV, or of any text between commas.</summary>
    private string ChangeCells(string line, char separator)
    {
        var cells = line.Split(separator).ToList();
        var (at, other) = (random.Next(cells.Count), random.Next(cells.Count));
        switch (random.Next(5))
        {
            case 0: cells[at] = $"\"{cells[at]}\""; break;
            case 1: cells[at] = "'" + cells[at]; break;
            case 2: cells.Insert(other, cells[at]); break;
            case 3: (cells[at], cells[other]) = (cells[other], cells[at]); break;
            default: cells[at] = Pick(["", "true", "false", "TRUE", "1", "01", "v", "type", "category.x", "action"]); break;
        }

        return string.Join(separator, cells);
    }

    /// <summary>Changes the unused bits after the last byte, or inserts a line break.</summary>
    private string ChangeBase64(string text)
    {
        var places = Enumerable.Range(1, Math.Max(text.Length - 1, 0)).Where(i => i < text.Length && text[i] == '=' && char.IsAsciiLetterOrDigit(text[i - 1])).ToList();
        if (places.Count == 0)
            return text + "=";

        var at = Pick(places);
        return random.Next(2) == 0 ? text[..(at - 1)] + (char)(text[at - 1] + 1) + text[at..] : text[..(at - 4)] + "\\n" + text[(at - 4)..];
    }

    /// <summary>Repeats a member, moves it to the end, renames it, or writes its name with an escape.</summary>
    private string ChangeMember(string text)
    {
        var places = Enumerable.Range(0, text.Length).Where(i => text[i] == '"' && text.AsSpan(i + 1).IndexOf("\":") is > 0 and < 20).ToList();
        if (places.Count == 0)
            return text;

        var at = Pick(places);
        var name = text[(at + 1)..text.IndexOf("\":", at + 1, StringComparison.Ordinal)];
        return random.Next(3) switch
        {
            0 => text[..at] + $"\"{name}\":{Pick(["null", "true", "1", "\"x\"", "{}"])}," + text[at..],
            1 => text[..(at + 1)] + $"\\u{(int)name[0]:x4}" + text[(at + 2)..],
            _ => text[..(at + 1)] + Pick(["x", "V", "action", "__proto__"]) + text[(at + 1 + name.Length)..],
        };
    }
}
