using ConsentHub.Keys;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>What a database is held against that is not in it.</summary>
/// <param name="Master">Opens the hub's keys, where the master key is here.</param>
/// <param name="Keys">Verifier keys that somebody kept; null where none was given.</param>
/// <param name="Checkpoints">Checkpoints that somebody kept.</param>
internal sealed record Evidence(MasterKey Master, IReadOnlyList<VerifierKey>? Keys, IReadOnlyList<KeptCheckpoint> Checkpoints);

/// <param name="File">Where it was kept.</param>
internal sealed record KeptCheckpoint(string File, SignedNote Note, Checkpoint Checkpoint)
{
    /// <exception cref="VerificationInputException">The file holds none.</exception>
    public static async Task<KeptCheckpoint> ReadAsync(string file, CancellationToken ct) =>
        new FileInfo(file) is { Exists: true, Length: <= SignedNote.MaxBytes }
        && SignedNote.TryParse(await System.IO.File.ReadAllTextAsync(file, ct), out var note) && Checkpoint.TryParse(note.Text, out var checkpoint)
            ? new KeptCheckpoint(file, note, checkpoint)
            : throw new VerificationInputException($"--checkpoint: {file} is no signed checkpoint, as /ledger/SITE/checkpoint answers it.");
}
