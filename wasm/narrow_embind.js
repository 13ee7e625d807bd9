// The glue needs this to register integers, but Embind only brings it along when a bool is registered. Twice the size of a pointer.
var GenericWireTypeSize = 8;
