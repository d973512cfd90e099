using System.Security.Cryptography;
using ConsentHub.Audit;
using ConsentHub.Ledger;
using ConsentHub.SiteLedger;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Tests.Verification;

/// <summary>
/// Signs everything in a database again with another key, as an attacker can who may write the database but has none of
/// the hub's keys.
/// </summary>
internal static class Resigning
{
    public static void All(SqliteConnection db, ECDsa key)
    {
        byte[] Sign(byte[] bytes) => key.SignData(bytes, HashAlgorithmName.SHA256);
        foreach (var row in db.Query<AuditRow>($"SELECT {AuditSql.Columns} FROM audit").AsList())
            db.Change("UPDATE audit SET signature = @signature WHERE id = @Id", new { row.Id, signature = Sign(AuditSeal.SignedOf(row.Read())) });

        db.Change("UPDATE audit_head SET signature = @signature", new { signature = Sign(AuditSeal.SignedOf(db.QuerySingle<AuditHead>(AuditSql.Head))) });
        Checkpoints(db, key);
    }

    /// <summary>Signs every checkpoint again, and the end of each chain of them.</summary>
    /// <param name="change">Returns what to sign instead of a site's checkpoint; if absent, each is signed unchanged.</param>
    public static void Checkpoints(SqliteConnection db, ECDsa key, Func<int, Checkpoint, Checkpoint>? change = null)
    {
        var sealer = new CheckpointSealer(bytes => key.SignData(bytes, HashAlgorithmName.SHA256));
        foreach (var site in db.Query<int>("SELECT number FROM site").AsList())
        {
            var head = sealer.Begin(site);
            foreach (var (origin, note) in db.Query<(string, string)>("SELECT origin, note FROM checkpoint WHERE site = @site ORDER BY number", new { site }).AsList())
            {
                Assert.True(SignedNote.TryParse(note, out var signed));
                Assert.True(Checkpoint.TryParse(signed.Text, out var checkpoint));
                checkpoint = change?.Invoke(site, checkpoint) ?? checkpoint;
                (var row, head) = sealer.Next(head, checkpoint, SignedNote.Sign(checkpoint.Text, origin, key).ToString(), DateTimeOffset.UnixEpoch);
                db.Change("UPDATE checkpoint SET note = @Note, number = @Number, signed_at = @SignedAt WHERE origin = @Origin AND size = @Size", row);
            }

            db.Change(CheckpointHead.Update, head);
        }
    }
}
