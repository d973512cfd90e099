namespace ConsentHub.Stores;

/// <summary>The write queue is full. Nothing was stored, so a retry is safe.</summary>
internal sealed class StoreBusyException() : Exception("The store's write queue is full.");

/// <summary>The commit failed, or its outcome is unknown. A retry with the same id settles it.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
