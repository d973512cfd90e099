using ConsentHub.Keys;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Evidence from outside the database, to verify the database against.</summary>
/// <param name="Master">The master key, which unwraps the hub's keys if it is available.</param>
/// <param name="Keys">Verifier keys that the user kept; null if none was given.</param>
/// <param name="Checkpoints">Checkpoints that the user kept.</param>
internal sealed record Evidence(MasterKey Master, IReadOnlyList<VerifierKey>? Keys, IReadOnlyList<KeptCheckpoint> Checkpoints);

/// <param name="File">The file that contains the checkpoint.</param>
internal sealed record KeptCheckpoint(string File, SignedNote Note, Checkpoint Checkpoint)
{
    /// <exception cref="VerificationInputException">The file is not a signed checkpoint.</exception>
    public static async Task<KeptCheckpoint> ReadAsync(string file, CancellationToken ct) =>
        new FileInfo(file) is { Exists: true, Length: <= SignedNote.MaxBytes }
        && SignedNote.TryParse(await System.IO.File.ReadAllTextAsync(file, ct), out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new KeptCheckpoint(file, note, checkpoint)
            : throw new VerificationInputException($"--checkpoint: {file} is not a signed checkpoint, as /ledger/SITE/checkpoint returns it.");
}
