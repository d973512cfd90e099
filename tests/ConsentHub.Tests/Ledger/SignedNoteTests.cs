using System.Security.Cryptography;
using System.Text;
using ConsentHub.Ledger;

namespace ConsentHub.Tests.Ledger;

/// <summary>C2SP signed-note: which texts are valid, and which signatures a key accepts.</summary>
public sealed class SignedNoteTests : IDisposable
{
    private const string Line = "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => key.Dispose();

    /// <summary>The two examples of the specification, and notes at its limits.</summary>
    [Theory]
    [InlineData("This is an example message.\n", Line)]
    [InlineData("Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n",
        "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n")]
    [InlineData("\n", Line)]
    [InlineData("text that ends in empty lines\n\n\n", Line)]
    [InlineData("— a b\n", Line)]
    [InlineData("several lines\n", Line + "— key AAAAAAA=\n" + "— 鍵 AAAAAAE=\n" + Line)]
    public void A_note_is_read_and_written_byte_for_byte(string text, string lines)
    {
        Assert.True(SignedNote.TryParse(text + "\n" + lines, out var note));

        Assert.Equal(text, note.Text);
        Assert.Equal(lines.Count(c => c == '\n'), note.Signatures.Count);
        Assert.Equal(text + "\n" + lines, note.ToString());
    }

    [Fact]
    public void A_signature_line_has_name_key_id_and_signature()
    {
        Assert.True(SignedNote.TryParse("text\n\n— example.com/log AQIDBAUG\n", out var note));

        var line = Assert.Single(note.Signatures);
        Assert.Equal("example.com/log", line.Name);
        Assert.Equal([1, 2, 3, 4], line.KeyId);
        Assert.Equal([5, 6], line.Signature);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("text")]
    [InlineData("text\n")]
    [InlineData("text\n\n")]
    [InlineData("text\n" + Line)] // no empty line
    [InlineData("\n" + Line)] // no text
    [InlineData("text\n\n" + Line + "\n")] // an empty line after the signatures
    [InlineData("text\n\n" + Line + "more\n")]
    [InlineData("text\n\nmore\n" + Line)]
    [InlineData("text\r\n\r\n— key AQIDBAUG\r\n")]
    [InlineData("text\t\n\n— key AQIDBAUG\n")]
    [InlineData("te\0xt\n\n— key AQIDBAUG\n")]
    [InlineData("text\n\n— key AQIDBAUG")] // no newline at the end
    [InlineData("text\n\n- key AQIDBAUG\n")] // hyphen
    [InlineData("text\n\n– key AQIDBAUG\n")] // en dash
    [InlineData("text\n\n—key AQIDBAUG\n")]
    [InlineData("text\n\n—\u00a0key AQIDBAUG\n")]
    [InlineData("text\n\n — key AQIDBAUG\n")]
    [InlineData("text\n\n—  AQIDBAUG\n")] // no name
    [InlineData("text\n\n—  key AQIDBAUG\n")]
    [InlineData("text\n\n— key  AQIDBAUG\n")]
    [InlineData("text\n\n— key AQIDBAUG \n")]
    [InlineData("text\n\n— key\n")]
    [InlineData("text\n\n— key \n")]
    [InlineData("text\n\n— k+y AQIDBAUG\n")]
    [InlineData("text\n\n— k\u00a0y AQIDBAUG\n")]
    [InlineData("text\n\n— k\u2028y AQIDBAUG\n")]
    [InlineData("text\n\n— k y AQIDBAUG\n")]
    [InlineData("text\n\n— key AQIDBA==\n")] // a key id and nothing signed
    [InlineData("text\n\n— key AQID\n")]
    [InlineData("text\n\n— key AQIDBAU\n")] // no padding
    [InlineData("text\n\n— key AQIDBAV=\n")] // stray bits
    [InlineData("text\n\n— key AQIDBA-_\n")] // the other alphabet
    [InlineData("text\n\n— key AQID BAUG\n")]
    [InlineData("text\n\n— key AQIDBAUG====\n")]
    [InlineData("text\n\n— key !!!!BAUG\n")]
    public void Any_other_text_is_no_note_and_is_refused(string note) => Assert.False(SignedNote.TryParse(note, out _));

    [Fact] // not in the table above: xunit cannot print half a surrogate pair
    public void Text_that_is_not_Unicode_is_refused()
    {
        Assert.False(SignedNote.TryParse("\ud83d\n\n" + Line, out _));
        Assert.True(SignedNote.TryParse("\ud83d\ude00\n\n" + Line, out _));
    }

    [Fact]
    public void A_note_is_bounded_in_signatures_and_bytes()
    {
        Assert.True(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(Line, 16)), out _));
        Assert.False(SignedNote.TryParse("text\n\n" + string.Concat(Enumerable.Repeat(Line, 17)), out _));

        var room = SignedNote.MaxBytes - Encoding.UTF8.GetByteCount("\n\n" + Line);
        Assert.True(SignedNote.TryParse(new string('a', room) + "\n\n" + Line, out _));
        Assert.False(SignedNote.TryParse(new string('a', room + 1) + "\n\n" + Line, out _));
        Assert.False(SignedNote.TryParse(new string('é', room / 2 + 1) + "\n\n" + Line, out _));
    }

    [Fact]
    public void What_a_key_signed_it_verifies_also_from_text()
    {
        var note = SignedNote.Sign("text\nof è\n", "hub.example/ledger/shop", key);

        Assert.True(SignedNote.TryParse(note.ToString(), out var read));
        Assert.True(VerifierKey.TryParse(VerifierKey.Of("hub.example/ledger/shop", key).ToString(), out var verifier));
        Assert.True(verifier.Verifies(read));
    }

    [Fact]
    public void Lines_of_unknown_keys_are_ignored_even_with_the_same_name_or_key_id()
    {
        var verifier = VerifierKey.Of("log", key);
        var id = verifier.KeyId;
        var note = SignedNote.Sign("text\n", "log", key) + $"— other {Convert.ToBase64String([.. id, 1])}\n" + "— log AQIDBAUG\n";

        Assert.True(SignedNote.TryParse(note, out var read));
        Assert.True(verifier.Verifies(read));
    }

    [Fact]
    public void An_invalid_line_of_the_key_itself_makes_the_note_invalid()
    {
        var verifier = VerifierKey.Of("log", key);
        var note = SignedNote.Sign("text\n", "log", key) + $"— log {Convert.ToBase64String([.. verifier.KeyId, 1, 2, 3])}\n";

        Assert.True(SignedNote.TryParse(note, out var read));
        Assert.False(verifier.Verifies(read));
    }

    [Fact]
    public void Another_text_another_name_or_another_key_does_not_verify()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var note = SignedNote.Sign("text\n", "log", key);

        Assert.False(VerifierKey.Of("Log", key).Verifies(note));
        Assert.False(VerifierKey.Of("log", other).Verifies(note));
        Assert.True(SignedNote.TryParse("tex\n" + note.ToString()["text\n".Length..], out var changed));
        Assert.False(VerifierKey.Of("log", key).Verifies(changed));
    }

    [Fact]
    public void A_signature_with_any_one_bit_changed_is_refused_without_an_exception()
    {
        var verifier = VerifierKey.Of("log", key);
        var line = Convert.FromBase64String(SignedNote.Sign("text\n", "log", key).ToString()["text\n\n— log ".Length..].TrimEnd('\n'));
        for (var bit = 32; bit < line.Length * 8; bit++) // after the key id
        {
            byte[] changed = [.. line];
            changed[bit / 8] ^= (byte)(1 << bit % 8);

            Assert.True(SignedNote.TryParse($"text\n\n— log {Convert.ToBase64String(changed)}\n", out var note));
            Assert.False(verifier.Verifies(note));
        }
    }

    [Theory]
    [InlineData("no newline at the end")]
    [InlineData("")]
    [InlineData("a tab\t\n")]
    public void A_text_that_no_note_can_hold_is_not_signed(string text) => Assert.Throws<ArgumentException>(() => SignedNote.Sign(text, "log", key));
}
