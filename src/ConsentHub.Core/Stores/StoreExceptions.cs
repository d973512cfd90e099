namespace ConsentHub.Stores;

/// <summary>The queue of writes is full. Nothing was stored; trying again in a moment is safe.</summary>
internal sealed class StoreBusyException() : Exception("More writes are waiting than the store takes.");

/// <summary>The store could not commit. Whether the write landed may be unknown; a retry with the same id settles it.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
